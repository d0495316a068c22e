# SPDX-License-Identifier: MIT
"""The metrics, rules, routes and dashboard, against Prometheus and Alertmanager themselves:
check_monitoring.py HOST SCENARIO MONITORING. Prints TAP.

An alert must reach the webhook within its `for` and 5 s more, and so must its resolution.
"""
import http.server
import json
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'nats'))
from server import Tap, free_port  # noqa: E402

PROGRAMS = ('prometheus', 'promtool', 'prometheus-alertmanager', 'amtool')
TOKEN, FOR_S, SLACK_S = 'a-secret', 2, 5
RULE = '''groups:
  - name: test
    rules:
      - {alert: FishsimDown, expr: 'up{job="fishsim"} == 0', for: 2s,
         labels: {severity: critical}, annotations: {summary: down}}
'''


class Hook(http.server.BaseHTTPRequestHandler):
    heard = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        for alert in json.loads(body)['alerts']:
            self.heard.put((time.monotonic(), self.path, alert))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Monitoring:
    """A folder, and processes that are stopped in the end."""

    def __init__(self, host, scenario, monitoring):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='fishsim-monitoring-'))
        self.host_command, self.running = (host, scenario), []
        self.ports = {name: free_port() for name in ('host', 'prometheus', 'alertmanager')}
        self.hook = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hook)
        threading.Thread(target=self.hook.serve_forever, daemon=True).start()
        self.write(pathlib.Path(monitoring))

    def write(self, monitoring):
        """The files as they are shipped, with our ports, our rule, and a shorter interval."""
        text = (monitoring / 'prometheus.yml').read_text()
        text = text.replace('5s', '500ms')
        text = re.sub('targets: .*:9464.*]', f'targets: ["127.0.0.1:{self.ports["host"]}"]', text)
        text = text.replace(':9093', f':{self.ports["alertmanager"]}')
        text += f'    authorization: {{credentials: {TOKEN}}}\n'
        (self.folder / 'prometheus.yml').write_text(text)
        (self.folder / 'rules.yml').write_text(RULE)
        text = (monitoring / 'alertmanager.yml').read_text()
        text = text.replace('127.0.0.1:9099', f'127.0.0.1:{self.hook.server_address[1]}')
        (self.folder / 'alertmanager.yml').write_text(text.replace('5s', '1s'))

    def start(self, name, *command):
        with open(self.folder / f'{name}.log', 'ab') as log:
            process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log)
        self.running.append(process)
        return process

    def start_host(self):
        return self.start('host', self.host_command[0], f'127.0.0.1:{self.ports["host"]}', TOKEN,
                          self.host_command[1])

    def start_servers(self):
        self.start('alertmanager', 'prometheus-alertmanager',
                   f'--config.file={self.folder}/alertmanager.yml', '--cluster.listen-address=',
                   f'--web.listen-address=127.0.0.1:{self.ports["alertmanager"]}',
                   f'--storage.path={self.folder}/alerts')
        self.start('prometheus', 'prometheus', f'--config.file={self.folder}/prometheus.yml',
                   f'--web.listen-address=127.0.0.1:{self.ports["prometheus"]}',
                   f'--storage.tsdb.path={self.folder}/tsdb')
        for name in ('prometheus', 'alertmanager'):
            until(lambda name=name: self.get(name, '/-/ready') is not None, 30)

    def get(self, name, path, token=None):
        request = urllib.request.Request(f'http://127.0.0.1:{self.ports[name]}{path}')
        if token:
            request.add_header('Authorization', f'Bearer {token}')
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            return None

    def query(self, expression):
        answer = self.get('prometheus', '/api/v1/query?query=' + urllib.request.quote(expression))
        return json.loads(answer)['data']['result'] if answer else []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.running:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.hook.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)


def until(holds, seconds):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


def heard(status, seconds):
    """Seconds until the webhook hears of FishsimDown with this status, or None."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        try:
            at, path, alert = Hook.heard.get(timeout=0.2)
        except queue.Empty:
            continue
        if alert['labels']['alertname'] == 'FishsimDown' and alert['status'] == status:
            assert path == '/on-call', path
            return at - began
    return None


def tools(tap, monitoring):
    for command in (['promtool', 'check', 'rules', 'rules.yml'],
                    ['promtool', 'test', 'rules', 'rules_test.yml'],
                    ['promtool', 'check', 'config', 'prometheus.yml'],
                    ['amtool', 'check-config', 'alertmanager.yml']):
        done = subprocess.run(command, cwd=monitoring, capture_output=True, text=True, check=False)
        tap.point(done.returncode == 0, ' '.join(command), (done.stdout + done.stderr)[-400:])
    for labels, receiver in {'severity=critical': 'on-call', 'severity=warning': 'people',
                             'severity=info': 'nobody'}.items():
        done = subprocess.run(['amtool', 'config', 'routes', 'test',
                               '--config.file=alertmanager.yml', labels], cwd=monitoring,
                              capture_output=True, text=True, check=False)
        tap.point(done.stdout.strip() == receiver, f'{labels} goes to {receiver}', done.stdout)


def dashboard(tap, monitoring, exposed):
    """Every panel has its own place and number, and asks for metrics that somebody exposes."""
    board = json.loads((monitoring / 'dashboard.json').read_text())
    panels = board['panels']
    places = {(panel['gridPos']['x'], panel['gridPos']['y']) for panel in panels}
    tap.point(len(places) == len({panel['id'] for panel in panels}) == len(panels) > 0 and
              board['uid'] and board['title'], 'dashboard: panels have places and numbers')
    asked = {re.sub('_bucket$', '', name) for panel in panels for target in panel['targets']
             for name in re.findall(r'fishsim_\w+', target['expr'])}
    documented = (monitoring.parents[2] / 'docs' / 'operations.md').read_text()
    unknown = {name for name in asked if name not in exposed and name not in documented}
    tap.point(not unknown, 'dashboard: metrics that it asks for exist', str(unknown))
    rules = (monitoring / 'rules.yml').read_text()
    unknown = {name for name in re.findall(r'fishsim_\w+', rules)
               if name not in exposed and name not in documented}
    tap.point(not unknown, 'rules: metrics that they ask for exist', str(unknown))


def main(host, scenario, monitoring):
    absent = [name for name in PROGRAMS if not shutil.which(name)]
    if absent:
        print(f'1..0 # SKIP not installed: {", ".join(absent)}')
        return 0
    tap, monitoring = Tap(), pathlib.Path(monitoring).resolve()
    tools(tap, monitoring)
    with Monitoring(host, scenario, monitoring) as world:
        process = world.start_host()
        until(lambda: 'fishsim_fish{' in (world.get('host', '/metrics', TOKEN) or ''), 20)
        text = world.get('host', '/metrics', TOKEN) or ''
        done = subprocess.run(['promtool', 'check', 'metrics'], input=text, text=True,
                              capture_output=True, check=False)
        tap.point(done.returncode == 0 and 'fishsim_fish{' in text, 'promtool reads the metrics',
                  done.stdout + done.stderr)
        tap.point(world.get('host', '/metrics') is None, 'without the token there are none')
        dashboard(tap, monitoring, text)
        world.start_servers()
        tap.point(until(lambda: world.query('rate(fishsim_ticks_total[5s]) > 0'), 30),
                  'Prometheus sees the world tick')
        tap.point(len(world.query('fishsim_fish{simulation="reef"}')) == 4,
                  'and its four species')
        process.kill()
        process.wait()
        took = heard('firing', 30)
        tap.point(took is not None and took <= FOR_S + SLACK_S,
                  f'the webhook hears of it within {FOR_S} + {SLACK_S} s', str(took))
        print(f'# firing after {took} s')
        world.start_host()
        took = heard('resolved', 30)
        tap.point(took is not None and took <= FOR_S + SLACK_S,
                  'and that it is over, as soon', str(took))
        print(f'# resolved after {took} s')
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
