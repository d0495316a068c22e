# SPDX-License-Identifier: MIT
"""fishsim-logger against a real nats-server, killed again and again:
check_logger.py LOGGER FEEDER [SCALE]. Prints TAP.

SCALE 1 is 500 kills of loggers, of which two work side by side, and 15 kills of the server. No row
may be lost, at most 0.5 % be there twice, and none after de-duplication on the stream sequence.
"""
import pathlib
import random
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'nats'))
from server import Server, Tap, free_port  # noqa: E402

try:
    import duckdb
    import pyarrow.parquet
except ImportError as absent:
    print(f'1..0 # SKIP {absent}: pip install pyarrow duckdb')
    sys.exit(0)

SUBJECT = 'logging.events.raw'
HOSTILE = [b'', b'\xff' * 40, b'\x0a\x03abc', b'not protobuf at all']


def write_config(server, **more):
    settings = {'root': server.folder / 'files', 'batch_ms': 300, 'ack_wait_s': 2, **more}
    lines = ''.join(f'  {key}: "{value}"\n' if isinstance(value, (str, pathlib.Path))
                    else f'  {key}: {value}\n' for key, value in settings.items())
    path = server.folder / 'logger.yaml'
    path.write_text(f'nats: {{url: "{server.url}"}}\nlogger:\n{lines}')
    return path


def start(program, server, config, **how):
    with open(server.folder / 'logger.log', 'ab') as log:
        return subprocess.Popen([program, '--config', str(config)], stderr=log, **how)


def stop(process):
    process.send_signal(signal.SIGTERM)
    return process.wait(60)


def sequences(root):
    """Stream sequences in all files, by pyarrow."""
    found = []
    for file in sorted(pathlib.Path(root).glob('*/*/*/*.parquet')):
        column = pyarrow.parquet.read_table(file, columns=['stream_sequence'])[0].to_pylist()
        assert column == sorted(column) and file.stem == str(column[0]), file
        found += column
    return found


def duckdb_rows(root):
    return duckdb.sql(f"select count(*), count(distinct stream_sequence) "
                      f"from '{root}/*/*/*/*.parquet'").fetchall()[0]


def wait_until(holds, seconds):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.2)
    return holds()


def rows_at_least(root, count):
    return lambda: len(set(sequences(root))) >= count


def publish(server, payloads):
    """Messages by the plain text protocol of NATS, so that they may be anything."""
    with socket.create_connection(('127.0.0.1', server.port)) as link:
        link.recv(65536)
        link.sendall(b'CONNECT {"verbose":false}\r\n')
        for payload in payloads:
            link.sendall(b'PUB %s %d\r\n%s\r\n' % (SUBJECT.encode(), len(payload), payload))
        link.sendall(b'PING\r\n')
        while b'PONG' not in link.recv(65536):
            pass


def read_metrics(port):
    """The metrics; "" while nobody serves them yet."""
    try:
        with urllib.request.urlopen(f'http://127.0.0.1:{port}/metrics', timeout=5) as answer:
            return answer.read().decode()
    except urllib.error.URLError:
        return ''


def feed(feeder, server, simulation, count):
    return subprocess.Popen([feeder, server.url, simulation, str(count)],
                            stdout=subprocess.DEVNULL)


def undisturbed(tap, program, feeder):
    with Server() as server:
        root = server.folder / 'files'
        port = free_port()
        config = write_config(server, batch_rows=3000, compression='snappy',
                              metrics=f'127.0.0.1:{port}')
        logger = start(program, server, config)  # before there is a stream
        assert feed(feeder, server, 'calm', 20000).wait(120) == 0
        publish(server, HOSTILE)
        arrived = wait_until(rows_at_least(root, 20000), 60)
        time.sleep(1)
        metrics = read_metrics(port)
        status = stop(logger)
        found = sequences(root)
        tap.point('fishsim_logger_rows_total 20000\n' in metrics and
                  'fishsim_consumer_lag_messages 0\n' in metrics and
                  'fishsim_nats_connected 1\n' in metrics and
                  f'fishsim_logger_poison_total {len(HOSTILE)}\n' in metrics,
                  'metrics tell of it', metrics[-300:])
        tap.point(arrived and sorted(found) == list(range(1, 20001)),
                  'every message is a row, once', f'{len(found)} rows')
        tap.point(duckdb_rows(root) == (20000, 20000), 'DuckDB counts the same rows')
        files = sorted(root.glob('*/*/*/*.parquet'))
        named = all(file.relative_to(root).parts[0] == 'calm' for file in files)
        table = pyarrow.parquet.read_table(files[0])
        wanted = ['timestamp_ns', 'event_type_key', 'worker_id', 'simulation_id',
                  'payload_format_hint', 'event_payload', 'sequence', 'stream_sequence']
        row = table.slice(0, 1).to_pylist()[0]
        tap.point(named and table.schema.names == wanted and row['worker_id'] == 'feeder' and
                  row['event_type_key'] == 'sim.agent_born.v1' and
                  row['payload_format_hint'] == 'protobuf:fishsim.v1.AgentEvent' and
                  len(row['event_payload']) > 20, 'columns and folders are as documented',
                  f'{table.schema.names} {row}')
        log = (server.folder / 'logger.log').read_text()
        tap.point(status == 0 and f'poison {len(HOSTILE)}' in log and 'acked 20004' in log,
                  'what cannot be read becomes a dead letter, and is counted', log[-600:])
        tap.point(server.stored() == 20004 + len(HOSTILE), 'dead letters are stored',
                  str(server.stored()))
        tap.point(not (root / '.part').exists(), 'no part is left behind')


def metrics_say(port, line):
    return wait_until(lambda: f'{line}\n' in read_metrics(port), 20)


def waiting(port):
    """Messages that a consumer has not acknowledged, delivered or not."""
    lines = dict(line.rsplit(' ', 1) for line in read_metrics(port).splitlines())
    return sum(int(lines[f'fishsim_consumer_{name}_messages']) for name in ('lag', 'unacked'))


def full_disk(tap, program, feeder):
    """To a program whose files may not grow the disk is full; SIGXFSZ stays ignored, as it is here."""
    with Server() as server:
        root, port = server.folder / 'files', free_port()
        config = write_config(server, batch_rows=1000, metrics=f'127.0.0.1:{port}')
        assert feed(feeder, server, 'full', 500).wait(120) == 0  # makes the stream
        logger = start(program, server, config, restore_signals=False)
        assert metrics_say(port, 'fishsim_logger_acked_total 500')
        _, most = resource.prlimit(logger.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(logger.pid, resource.RLIMIT_FSIZE, (100, most))
        assert feed(feeder, server, 'more', 1000).wait(120) == 0
        stuck = wait_until(lambda: 'fishsim_logger_failures_total 0\n' not in read_metrics(port), 20)
        assert feed(feeder, server, 'late', 5000).wait(120) == 0
        told = wait_until(lambda: waiting(port) == 6000, 20)
        tap.point(stuck and told and 'fishsim_logger_acked_total 500\n' in read_metrics(port),
                  'with a full disk nothing is acknowledged, and metrics tell how much waits',
                  read_metrics(port)[-600:])
        time.sleep(3)  # longer than ack_wait_s: what waits is delivered again
        resource.prlimit(logger.pid, resource.RLIMIT_FSIZE, (most, most))
        arrived = wait_until(rows_at_least(root, 6500), 60)
        tap.point(arrived and sorted(sequences(root)) == list(range(1, 6501)),
                  'once there is room every message is a row, once', f'{len(sequences(root))} rows')
        tap.point(metrics_say(port, 'fishsim_consumer_lag_messages 0') and
                  metrics_say(port, 'fishsim_consumer_unacked_messages 0'), 'and nothing waits',
                  read_metrics(port)[-600:])
        stop(logger)


def killed(tap, program, feeder, scale):
    chance = random.Random(3)
    kills, server_kills, count = int(500 * scale), int(15 * scale), int(4000000 * scale)
    with Server() as server:
        root = server.folder / 'files'
        config = write_config(server, batch_rows=4000)
        feeding = feed(feeder, server, 'storm', count)
        loggers = [start(program, server, config) for _ in range(2)]
        server_at = set(chance.sample(range(kills), server_kills))
        for kill in range(kills):
            time.sleep(chance.uniform(0.05, 0.5))
            victim = kill % 2
            loggers[victim].kill()
            loggers[victim].wait()
            loggers[victim] = start(program, server, config)
            if kill in server_at:
                server.restart_after_kill()
        assert feeding.wait(1800) == 0
        arrived = wait_until(rows_at_least(root, count), 120)
        for logger in loggers:
            stop(logger)
        found = sequences(root)
        unique, twice = len(set(found)), len(found) - len(set(found))
        told = f'{kills} kills of loggers, {server_kills} of the server, {count} rows'
        tap.point(arrived and sorted(set(found)) == list(range(1, count + 1)),
                  f'{told}: none lost', f'{unique} of {count}')
        tap.point(twice <= 0.005 * count, 'at most 0.5 % are there twice', str(twice))
        tap.point(duckdb_rows(root) == (len(found), unique), 'DuckDB counts the same')
        print(f'# {told}: {twice} rows twice, {len(list(root.glob("*/*/*/*")))} files')


def refused(tap, program):
    with Server() as server:
        bad = {'no root': 'logger: {batch_rows: 5}', 'unknown key': 'logger: {root: a, rooot: b}',
               'bad id': 'logger: {root: a, consumer: "a.b"}',
               'out of range': 'logger: {root: a, batch_rows: 0}'}
        for name, text in bad.items():
            path = server.folder / 'bad.yaml'
            path.write_text(text + '\n')
            done = subprocess.run([program, '--config', str(path)], capture_output=True, text=True,
                                  timeout=20, check=False)
            tap.point(done.returncode == 1 and 'bad.yaml' in done.stderr, f'refused: {name}',
                      done.stderr)


def main(program, feeder, scale='0.1'):
    tap = Tap()
    refused(tap, program)
    undisturbed(tap, program, feeder)
    full_disk(tap, program, feeder)
    killed(tap, program, feeder, float(scale))
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
