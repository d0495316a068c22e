"""A server that goes away for long, and comes back:
    python3 absence.py WORKER RATE SCENARIO [SECONDS]

A worker runs a simulation with the server there, without it for SECONDS (60 unless told), and with
it again. Its memory must stay within its bound and each message be acknowledged or counted as
dropped, in /metrics. Meanwhile a world with all adapters takes turns with a bare one, and must stay
the same world; what the adapters cost it is told.
"""
import asyncio
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / 'nats'), str(HERE.parents[3] / 'examples')]

import nats  # noqa: E402

import nats_client as client  # noqa: E402
from server import Server, Tap, free_port  # noqa: E402

TICKS_PER_S = 1000
IN_FLIGHT_MB = 16
SLACK_MB = 8  # what the allocator, the world and libnats may take more than before
SETTLE_S = 5


class Worker:
    """A worker with /metrics; a context manager that stops it."""

    def __init__(self, program, url, queue_mb):
        self.folder = tempfile.TemporaryDirectory(prefix='fishsim-absence-')
        self.port = free_port()
        config = pathlib.Path(self.folder.name) / 'worker.yaml'
        config.write_text(f'nats: {{url: "{url}"}}\nworker: {{id: absence, queue_mb: {queue_mb}, '
                          f'metrics: "127.0.0.1:{self.port}", flush_ms: 1000}}\n')
        self.log = pathlib.Path(self.folder.name) / 'log'
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen([program, '--config', str(config)], stderr=log)

    def metrics(self):
        """{series without labels, `fishsim_` and `_total`: value}; empty before it serves them."""
        try:
            address = f'http://127.0.0.1:{self.port}/metrics'
            with urllib.request.urlopen(address, timeout=10) as answer:
                lines = answer.read().decode().splitlines()
        except urllib.error.URLError:
            return {}
        pairs = (line.rsplit(' ', 1) for line in lines if not line.startswith('#'))
        return {name.split('{')[0].removeprefix('fishsim_').removesuffix('_total'): float(value)
                for name, value in pairs}

    def memory_mb(self):
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return next(int(line.split()[1]) for line in status.splitlines()
                    if line.startswith('VmRSS')) / 1024

    async def until(self, holds, seconds=60):
        """The metrics once they hold."""
        end = time.monotonic() + seconds
        while not holds(got := self.metrics()):
            if time.monotonic() > end:
                raise TimeoutError(str(got))
            await asyncio.sleep(0.5)
        return got

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait(60)
        self.folder.cleanup()


async def tick_rate(worker, seconds):
    first, start = worker.metrics()['ticks'], time.monotonic()
    await asyncio.sleep(seconds)
    return (worker.metrics()['ticks'] - first) / (time.monotonic() - start)


def without(rate, url, scenario, seconds, worker):
    """Runs both worlds while there is no server; (what they tell, the worker's memory at most)."""
    most_mb = 0
    with tempfile.TemporaryDirectory(prefix='fishsim-rate-') as folder:
        pair = subprocess.Popen([rate, url, scenario, folder, str(seconds)],
                                stdout=subprocess.PIPE, text=True)
        while pair.poll() is None:
            most_mb = max(most_mb, worker.memory_mb())
            time.sleep(1)
        return json.loads(pair.stdout.read().splitlines()[1]), most_mb


async def absence(tap, server, worker, rate, scenario, seconds, queue_mb):
    await worker.until(lambda got: got.get('nats_connected') == 1)
    connection = await nats.connect(server.url, allow_reconnect=False)
    text = pathlib.Path(scenario).read_text()
    await client.start(connection, 'reef', text, ticks_per_second=TICKS_PER_S)
    await connection.close()
    await worker.until(lambda got: got.get('ticks', 0) > 0)
    before_rate = await tick_rate(worker, SETTLE_S)
    before_mb, before = worker.memory_mb(), worker.metrics()
    server.process.terminate()
    server.process.wait()
    start = time.monotonic()
    pair, most_mb = without(rate, server.url, scenario, seconds, worker)
    during = worker.metrics()
    during_rate = (during['ticks'] - before['ticks']) / (time.monotonic() - start)
    server.start()
    await worker.until(lambda got: got.get('nats_connected') == 1)
    connection = await nats.connect(server.url)
    await client.control(connection, 'reef', 'STOP')
    await connection.close()
    after = await worker.until(lambda got: got.get('queue_bytes') == got.get('in_flight_messages') == 0)
    await asyncio.sleep(2)
    after, stored = worker.metrics(), server.stored()
    tap.point(pair['same'] and pair['offered'] > 0 and pair['rows_lost'] == 0 < pair['fish_rows'],
              f'without a server for {seconds:.0f} s a world with all adapters is the bare one, '
              'and its files are whole', str(pair))
    tap.point(most_mb <= before_mb + queue_mb + IN_FLIGHT_MB + SLACK_MB,
              f'the worker takes {before_mb:.0f} MB before and at most {most_mb:.0f} MB, '
              f'with worker.queue_mb {queue_mb}')
    tap.point(during['nats_connected'] == 0 and during['events_dropped'] > 0 and
              during['queue_bytes'] <= queue_mb << 20,
              f'/metrics tells of {during["events_dropped"]:.0f} drops and '
              f'{during["queue_bytes"] / 2**20:.1f} MB that wait', str(during))
    said = worker.log.read_text()
    tap.point('EventsDropped' in said and 'BusReconnected' in said, 'and the worker says so', said)
    tap.point(after['events_offered'] == after['events_acked'] + after['events_dropped'] and
              after['events_acked'] == stored,
              f'back again, {after["events_offered"]:.0f} offered are {stored} stored and '
              f'{after["events_dropped"]:.0f} dropped', f'{after} {stored}')
    print(f'# worker: {before_rate:.0f} ticks/s before, {during_rate:.0f} without a server; '
          f'{after["nats_reconnects"]:.0f} reconnects')
    print(f'# all adapters leave {100 * statistics.median(pair["real"]):.1f} % of the bare tick '
          f'rate by real time, {100 * statistics.median(pair["processor"]):.1f} % by processor time')


def main(worker_program, rate, scenario, seconds='60'):
    tap, seconds = Tap(), float(seconds)
    queue_mb = 64 if seconds >= 300 else 1  # it must overflow
    with Server() as server, Worker(worker_program, server.url, queue_mb) as worker:
        asyncio.run(absence(tap, server, worker, rate, scenario, seconds, queue_mb))
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
