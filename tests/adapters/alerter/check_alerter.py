# SPDX-License-Identifier: MIT
"""fishsim-alerter between a real nats-server and a real Alertmanager:
check_alerter.py ALERTER ALERTMANAGER_YML. Prints TAP.
"""
import http.server
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'nats'))
from server import Server, Tap, free_port  # noqa: E402

SUBJECT = 'monitoring.events.critical'
TRIES = 3
SUMMARY = 'no "memory" \\ at\ttick 7'


class Hook(http.server.BaseHTTPRequestHandler):
    heard, busy = [], 0  # busy: so many calls are turned away

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if self.path == '/direct' and Hook.busy > 0:
            Hook.busy -= 1
            self.send_response(503)
            self.end_headers()
            return
        self.heard.append((self.path, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def varint(number):
    out = b''
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def field(number, value):
    """A protobuf field: a text, bytes, or a whole number."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def numbers(proto, message):
    """Field numbers of a message, from the schema itself."""
    text = proto.read_text().split(f'message {message} {{')[1].split('\n}')[0]
    lines = (line.split('//')[0].split() for line in text.splitlines() if '=' in line)
    return {words[-3]: int(words[-1].rstrip(';')) for words in lines}


def critical(resolved):
    proto = pathlib.Path(__file__).resolve().parents[3] / 'proto' / 'fishsim' / 'v1'
    event = numbers(proto / 'monitoring.proto', 'CriticalEvent')
    envelope = numbers(proto / 'envelope.proto', 'GenericEventRequest')
    payload = (field(event['severity'], 3) + field(event['name'], 'SimulationFailed') +
               field(event['summary'], SUMMARY) + field(event['tick'], 7) +
               field(event['species'], 'bay_anchovy') + field(event['resolved'], int(resolved)))
    values = {'event_type_key': 'monitoring.critical.v1', 'event_payload': payload,
              'timestamp_ns': time.time_ns(), 'worker_id': 'worker-1', 'simulation_id': 'reef',
              'sequence': time.time_ns()}
    return b''.join(field(envelope[name], value) for name, value in values.items())


def publish(server, payload):
    with socket.create_connection(('127.0.0.1', server.port)) as link:
        link.recv(65536)
        link.sendall(b'CONNECT {"verbose":false}\r\nPUB %s %d\r\n%s\r\nPING\r\n' %
                     (SUBJECT.encode(), len(payload), payload))
        while b'PONG' not in link.recv(65536):
            pass


def hears(wanted, seconds=20):
    """The body of the first call that is as wanted, whatever came before or between; or None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path, body in list(Hook.heard):
            if wanted(path, body):
                return body
        time.sleep(0.1)
    return None


def direct_calls():
    return sum(path == '/direct' for path, _ in Hook.heard)


def ready(url, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)


def start_alertmanager(server, config, hook_port, port):
    text = pathlib.Path(config).read_text().replace('127.0.0.1:9099', f'127.0.0.1:{hook_port}')
    path = server.folder / 'alertmanager.yml'
    path.write_text(text.replace('5s', '1s'))
    process = subprocess.Popen(
        ['prometheus-alertmanager', f'--config.file={path}', '--cluster.listen-address=',
         f'--web.listen-address=127.0.0.1:{port}', f'--storage.path={server.folder}/alerts'],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ready(f'http://127.0.0.1:{port}/-/ready')
    return process


def start_alerter(program, server, hook_port, port, metrics_port):
    config = server.folder / 'alerter.yaml'
    config.write_text(f'nats: {{url: "{server.url}"}}\nalerter:\n'
                      f'  alertmanager: "http://127.0.0.1:{port}"\n'
                      f'  webhook: "http://127.0.0.1:{hook_port}/direct"\n'
                      f'  metrics: "127.0.0.1:{metrics_port}"\n  token: guess-not\n  tries: {TRIES}\n')
    process = subprocess.Popen([program, '--config', str(config)], stderr=subprocess.PIPE,
                               text=True)
    process.stderr.readline()
    time.sleep(0.5)  # until the subscription is with the server
    return process


def metrics_say(port, lines, seconds=10):
    """The metrics once they hold these lines, or at last."""
    end, text = time.monotonic() + seconds, ''
    while time.monotonic() < end and not all(f'{line}\n' in text for line in lines):
        time.sleep(0.1)
        with urllib.request.urlopen(f'http://127.0.0.1:{port}/metrics', timeout=5) as answer:
            text = answer.read().decode()
    return text


def lose(tap, server, metrics_port):
    """A receiver that turns calls away: one call is tried again, until there were too many."""
    told = direct_calls()
    Hook.busy = 1
    publish(server, critical(resolved=True))
    tap.point(hears(lambda *_: direct_calls() == told + 1) is not None and Hook.busy == 0,
              'a receiver that is busy is called again')
    Hook.busy = TRIES
    publish(server, critical(resolved=True))
    tap.point('fishsim_alerter_failed_total 1\n' in
              metrics_say(metrics_port, ['fishsim_alerter_failed_total 1']),
              'and counted when it stays so')


def exchange(tap, server, alerter, metrics_port):
    publish(server, b'not an event')
    event = critical(resolved=False)
    publish(server, event)
    publish(server, event)
    direct = hears(lambda path, body: path == '/direct')
    tap.point(direct is not None and direct['annotations'] == {'summary': SUMMARY, 'tick': '7'} and
              direct['labels'] == {'alertname': 'SimulationFailed', 'severity': 'critical',
                                   'worker': 'worker-1', 'simulation': 'reef',
                                   'species': 'bay_anchovy'},
              'the webhook hears of it, word for word', str(direct))
    fired = hears(lambda path, body: path == '/on-call' and body['status'] == 'firing')
    tap.point(fired is not None and fired['alerts'][0]['annotations']['summary'] == SUMMARY,
              'Alertmanager passes the alert on', str(fired))
    publish(server, critical(resolved=True))
    tap.point(hears(lambda path, body: path == '/on-call' and body['status'] == 'resolved')
              is not None, 'and its resolution')
    wanted = [f'fishsim_alerter_{name}_total {count}' for name, count in
              {'alerts': 2, 'refused': 1, 'replayed': 1, 'calls': 4, 'failed': 0}.items()]
    text = metrics_say(metrics_port, [*wanted, 'fishsim_nats_connected 1'])
    tap.point(all(f'{line}\n' in text for line in wanted), 'metrics tell of it', text)
    tap.point(direct_calls() == 2,
              'an event that comes again is told once', str(Hook.heard))
    lose(tap, server, metrics_port)
    alerter.send_signal(signal.SIGTERM)
    told = alerter.stderr.read()
    tap.point(alerter.wait(10) == 0 and 'alerts 4, refused 1, replayed 1, calls 7, failed 1' in told and
              'lost: {' in told,
              'what is no critical event is counted', told)


def main(program, config):
    if not shutil.which('prometheus-alertmanager'):
        print('1..0 # SKIP prometheus-alertmanager is not installed')
        return 0
    tap, port, metrics_port = Tap(), free_port(), free_port()
    hook = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hook)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    with Server(jetstream=False) as server:
        hook_port = hook.server_address[1]
        alertmanager = start_alertmanager(server, config, hook_port, port)
        alerter = start_alerter(program, server, hook_port, port, metrics_port)
        try:
            exchange(tap, server, alerter, metrics_port)
        finally:
            for process in (alerter, alertmanager):
                if process.poll() is None:
                    process.kill()
                process.wait()
    hook.shutdown()
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
