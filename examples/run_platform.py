"""Starts a nats-server, a worker, a logger, an alerter, Prometheus and Alertmanager, lets a reef live,
and counts what arrived. See platform.sh.

    python3 examples/run_platform.py WORKER LOGGER ALERTER SCENARIO SECONDS FOLDER
"""
import asyncio
import collections
import csv
import http.server
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import duckdb
import nats
import pyarrow.dataset

import nats_client as client

SIMULATION = 'reef'
SETTLE_S = 60  # longest wait for the last messages
ALERT_S = 40   # longest wait for an alert, and for its end
RULES = """groups:
  - name: platform
    rules:
      - alert: ReefStands
        expr: rate(fishsim_ticks_total[5s]) == 0
        for: 1s
        labels: {severity: warning}
        annotations: {summary: "{{ $labels.simulation }} does not tick."}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Webhook:
    """Takes what Alertmanager and the alerter send, and remembers each alert's last state."""

    def __init__(self):
        self.states, self.direct = {}, {}
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
                if self.path == '/alerter':
                    webhook.direct[body['labels']['alertname']] = (
                        'firing' if 'startsAt' in body else 'resolved')
                for alert in body.get('alerts', []):
                    webhook.states[alert['labels']['alertname']] = alert['status']
                self.send_response(200)
                self.end_headers()

            def log_message(self, *unused):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    async def says(self, name, state, directly=False):
        """Seconds until an alert has a state, also directly from the alerter; None if it never does."""
        start = time.monotonic()
        while time.monotonic() < start + ALERT_S:
            if self.states.get(name) == state and (not directly or self.direct.get(name) == state):
                return time.monotonic() - start
            await asyncio.sleep(0.1)
        return None


class Platform:
    """The programs, their files and their ports; a context manager that stops what it started."""

    def __init__(self, worker, logger, alerter, folder):
        self.folder = pathlib.Path(folder).resolve()
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / 'snapshots').mkdir(parents=True)
        (self.folder / 'log').mkdir()
        self.port = free_port()
        self.url = f'nats://127.0.0.1:{self.port}'
        self.running, self.webhook = [], Webhook()
        self.ports = {name: free_port() for name in ('worker', 'logger', 'alerter', 'prometheus', 'alerts')}
        (self.folder / 'nats.conf').write_text(
            f'host: 127.0.0.1\nport: {self.port}\njetstream {{store_dir: "{self.folder}/nats"}}\n')
        (self.folder / 'fishsim.yaml').write_text(
            f'nats: {{url: "{self.url}"}}\n'
            f'worker: {{id: worker-1, snapshots: "{self.folder}/snapshots", snapshot_s: 1, announce_s: 1,\n'
            f'         metrics: "127.0.0.1:{self.ports["worker"]}"}}\n'
            f'logger: {{root: "{self.folder}/log", batch_ms: 1000,\n'
            f'         metrics: "127.0.0.1:{self.ports["logger"]}"}}\n'
            f'alerter: {{alertmanager: "http://127.0.0.1:{self.ports["alerts"]}",\n'
            f'          webhook: "http://127.0.0.1:{self.webhook.port}/alerter",\n'
            f'          metrics: "127.0.0.1:{self.ports["alerter"]}"}}\n')
        (self.folder / 'rules.yml').write_text(RULES)
        targets = ', '.join(f'"127.0.0.1:{self.ports[name]}"'
                            for name in ('worker', 'logger', 'alerter'))
        (self.folder / 'prometheus.yml').write_text(
            'global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [rules.yml]\n'
            'alerting: {alertmanagers: [{static_configs: [{targets: '
            f'["127.0.0.1:{self.ports["alerts"]}"]}}]}}]}}\n'
            f'scrape_configs: [{{job_name: fishsim, static_configs: [{{targets: [{targets}]}}]}}]\n')
        (self.folder / 'alertmanager.yml').write_text(
            'route: {receiver: here, group_wait: 0s, group_interval: 1s}\n'
            'receivers: [{name: here, webhook_configs: '
            f'[{{url: "http://127.0.0.1:{self.webhook.port}/", send_resolved: true}}]}}]\n')
        self.worker, self.logger, self.alerter = worker, logger, alerter

    def __enter__(self):
        try:
            self.begin_all()
        except OSError:
            self.__exit__()
            raise
        return self

    def begin_all(self):
        server = shutil.which('nats-server') or '/usr/sbin/nats-server'
        self.begin('nats-server', [server, '-c', str(self.folder / 'nats.conf')])
        self.begin('worker', [self.worker, '--config', str(self.folder / 'fishsim.yaml')])
        self.begin('logger', [self.logger, '--config', str(self.folder / 'fishsim.yaml')])
        self.watch()
        self.begin('alerter', [self.alerter, '--config', str(self.folder / 'fishsim.yaml')])

    def watch(self):
        """Starts Prometheus and Alertmanager."""
        self.begin('alertmanager', [
            'prometheus-alertmanager', f'--config.file={self.folder}/alertmanager.yml',
            f'--storage.path={self.folder}/alertmanager', '--cluster.listen-address=',
            f'--web.listen-address=127.0.0.1:{self.ports["alerts"]}'])
        self.begin('prometheus', [
            'prometheus', f'--config.file={self.folder}/prometheus.yml',
            f'--storage.tsdb.path={self.folder}/prometheus',
            f'--web.listen-address=127.0.0.1:{self.ports["prometheus"]}'])

    def metrics(self, program):
        """{series: value}, as the program tells it; its text is left in the folder."""
        with urllib.request.urlopen(f'http://127.0.0.1:{self.ports[program]}/metrics',
                                    timeout=5) as answer:
            text = answer.read().decode()
        (self.folder / f'{program}.metrics').write_text(text)
        pairs = (line.rsplit(' ', 1) for line in text.splitlines() if not line.startswith('#'))
        return {series: float(value) for series, value in pairs}

    def begin(self, name, command):
        with open(self.folder / f'{name}.log', 'wb') as log:
            self.running.append(subprocess.Popen(command, stdout=log, stderr=log))
        print(f'{name}: process {self.running[-1].pid}, log {self.folder}/{name}.log')

    def __exit__(self, *unused):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        print('Stopped everything that was started.')


async def connected(url):
    for _ in range(100):
        try:
            return await nats.connect(url, error_cb=quiet)
        except (OSError, nats.errors.NoServersError):
            await asyncio.sleep(0.1)
    raise SystemExit('nats-server does not answer')


async def quiet(_):
    """Trouble while connecting is tried again."""


class Log:
    """What the log says of the simulation, message by message."""

    def __init__(self):
        self.kinds, self.numbers, self.statuses = collections.Counter(), set(), []
        self.fish, self.history, self.repeated = collections.Counter(), [], 0

    def take(self, data):
        envelope, payload = client.unpack(data)
        kind = envelope.event_type_key
        self.kinds[kind] += 1
        if kind == 'sim.status.v1':
            if payload.species and not self.statuses:
                self.fish.update({one.name: one.fish for one in payload.species})
            if payload.species:
                self.statuses.append(payload)
            return
        self.repeated += envelope.sequence in self.numbers
        self.numbers.add(envelope.sequence)
        if kind == 'sim.agent_born.v1':
            self.fish[payload.species] += payload.value
        elif kind in ('sim.agent_died.v1', 'sim.agent_thinned.v1'):
            self.fish[payload.species] -= payload.value
        elif kind == 'sim.tick.daily.v1':
            self.history.append((payload.game_day, dict(self.fish)))

    def ended(self):
        return (len(self.statuses) > 1 and len(self.numbers) >= self.statuses[-1].events)

    def write(self, path):
        names = sorted(self.fish)
        with open(path, 'w', newline='', encoding='utf-8') as out:
            table = csv.writer(out)
            table.writerow(['day', *names])
            table.writerows([day, *(fish.get(name, 0) for name in names)]
                            for day, fish in self.history)


async def read_log(connection, log):
    subscription = await connection.jetstream().subscribe('logging.events.raw',
                                                          ordered_consumer=True)
    end = time.monotonic() + SETTLE_S
    while not log.ended() and time.monotonic() < end:
        try:
            log.take((await subscription.next_msg(1)).data)
        except (TimeoutError, asyncio.TimeoutError):
            pass


async def alarm(platform, connection):
    """Lets the reef stand until an alert says so, and go on until that has ended."""
    await client.control(connection, SIMULATION, 'PAUSE')
    raised = await platform.webhook.says('ReefStands', 'firing')
    await client.control(connection, SIMULATION, 'RESUME')
    resolved = await platform.webhook.says('ReefStands', 'resolved') if raised else None
    if raised and resolved:
        print(f'    paused: the alert ReefStands came after {raised:.1f} s, '
              f'and its end {resolved:.1f} s after the reef went on')
    return bool(raised and resolved)


async def critical(platform):
    """Takes the snapshots' folder away until the worker's critical event is an alert, and back."""
    folder, away = platform.folder / 'snapshots', platform.folder / 'snapshots.away'
    folder.rename(away)
    raised = await platform.webhook.says('SnapshotFailed', 'firing', directly=True)
    away.rename(folder)
    resolved = raised and await platform.webhook.says('SnapshotFailed', 'resolved', directly=True)
    if raised and resolved:
        print(f'    no snapshots: the critical event SnapshotFailed was an alert after {raised:.1f} s, '
              f'and its end {resolved:.1f} s after there was room again')
    return bool(raised and resolved)


async def live(platform, connection, scenario, seconds):
    """The status before and after the reef has lived for so long."""
    await (await connection.subscribe('worker.ready')).next_msg(10)
    frames = await connection.subscribe(f'realtime.ui.world_state.{SIMULATION}')
    text = pathlib.Path(scenario).read_text(encoding='utf-8')
    status = await client.start(connection, SIMULATION, text)
    if status.failure:
        raise SystemExit(f'not started: {status.message}')
    print(f'The reef lives, with {status.fish} fish, for {seconds:.0f} s:')
    for _ in range(max(1, round(seconds / 10))):
        await asyncio.sleep(min(10, seconds))
        status = await client.control(connection, SIMULATION, 'GET_STATUS')
        print(f'    tick {status.tick}, {status.fish} fish, '
              f'{status.ticks_per_second:.0f} ticks per second')
    alarmed = await alarm(platform, connection), await critical(platform)
    await client.control(connection, SIMULATION, 'STOP')
    return frames.pending_msgs, alarmed


async def rows_on_disk(folder, wanted):
    """Rows of the simulation in Parquet, by pyarrow and by DuckDB, once there are as many as wanted."""
    end = time.monotonic() + SETTLE_S
    while True:
        files = sorted(str(path) for path in (folder / SIMULATION).glob('**/*.parquet'))
        rows = pyarrow.dataset.dataset(files).count_rows() if files else 0
        if rows >= wanted or time.monotonic() > end:
            break
        await asyncio.sleep(0.5)
    if not files:
        return 0, 0, 0, 0
    query = 'select count(*), count(distinct stream_sequence) from read_parquet(?)'
    return rows, *duckdb.execute(query, [files]).fetchone(), len(files)


async def main(worker, logger, alerter, scenario, seconds, folder):
    log = Log()
    with Platform(worker, logger, alerter, folder) as platform:
        connection = await connected(platform.url)
        frames, alarmed = await live(platform, connection, scenario, float(seconds))
        await read_log(connection, log)
        await connection.close()
        stored = sum(log.kinds.values())
        rows = await rows_on_disk(platform.folder / 'log', stored)
        await asyncio.sleep(2)  # the metrics follow once a second
        told = {name: platform.metrics(name) for name in ('worker', 'logger', 'alerter')}
    sent = told['worker']['fishsim_events_acked_total']
    written = told['logger']['fishsim_logger_rows_total']
    alerts = told['alerter']['fishsim_alerter_alerts_total']
    last = log.statuses[-1]
    log.write(platform.folder / 'population.csv')
    print(f'\nWhat arrived ({frames} frames live; in the log:)')
    for kind, count in sorted(log.kinds.items()):
        print(f'    {count:8} {kind}')
    checks = {
        f'{last.events} events and frames handed over, {len(log.numbers)} in the log':
            last.events == len(log.numbers) and not log.repeated,
        f'{stored} messages in the log, {rows[0]} rows in {rows[3]} Parquet files by pyarrow, '
        f'{rows[1]} by DuckDB': stored == rows[0] == rows[1] == rows[2],
        f'{sent:.0f} acknowledged by the worker\'s metrics, {written:.0f} rows by the logger\'s':
            sent == stored == written,
        'a rule of Prometheus was raised and resolved as an alert': alarmed[0],
        f'a critical event was raised and resolved, of {alerts:.0f} that the alerter told':
            alarmed[1] and alerts >= 2,
        'births and deaths in the log give the fish at the end':
            +log.fish == +collections.Counter({one.name: one.fish for one in last.species}),
    }
    for what, holds in checks.items():
        print(f'    {"equal " if holds else "DIFFERS"}  {what}')
    print(f'\nLook at\n    {platform.folder}/population.csv    fish by day, from the log alone\n'
          f'    {platform.folder}/log/              the log as Parquet files\n'
          f'    {platform.folder}/worker.log        what the worker said\n'
          f'    {platform.folder}/worker.metrics    its metrics, and beside it those of the others\n'
          f'    {platform.folder}/fishsim.yaml      its configuration')
    return 0 if all(checks.values()) else 1


if __name__ == '__main__':
    sys.exit(asyncio.run(main(*sys.argv[1:])))
