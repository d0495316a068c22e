# SPDX-License-Identifier: MIT
"""fishsim-logger against a real nats-server, while its disk's power is cut again and again:
check_power.py LOGGER FEEDER NO_SYNC [SCALE]. Prints TAP.

SCALE 1 is 100 cuts, ten for each fresh disk. Every row that the server knew to be acknowledged
before a cut must be on the disk after it, and every file under its name must be whole. NO_SYNC is
a library in which fsync does nothing: with it the same check must find losses. disk.py has what a
cut is.
"""
import os
import pathlib
import random
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'nats'))
from disk import Disk  # noqa: E402
from server import Server, Tap  # noqa: E402

try:
    import pyarrow
    import pyarrow.parquet
    from check_logger import feed, start, wait_until, write_config
except ImportError as absent:
    print(f'1..0 # SKIP {absent}: pip install pyarrow duckdb')
    sys.exit(0)

CUTS = 10  # of a disk
ROWS = 400000  # for a disk; more than the cuts leave time for


def acked(server):
    """All messages up to this stream sequence are acknowledged."""
    consumers = [consumer for account in server.jetstream()['account_details']
                 for stream in account.get('stream_detail', [])
                 for consumer in stream.get('consumer_detail') or []]
    return max((consumer['ack_floor']['stream_seq'] for consumer in consumers), default=0)


def read(root):
    """The stream sequences in files that can be read whole, and the files that cannot."""
    found, torn = set(), []
    for file in root.glob('*/*/*/*.parquet'):
        try:
            table = pyarrow.parquet.read_table(pyarrow.BufferReader(file.read_bytes()))
            found.update(table['stream_sequence'].to_pylist())
        except (OSError, pyarrow.ArrowException) as trouble:
            torn.append(f'{file.name}: {trouble}')
    return found, torn


def cut_disk(program, feeder, chance):
    """(acknowledged rows, rows of them that are lost, torn files) of each cut of a fresh disk."""
    with Disk() as disk, Server() as server:
        root = disk.log / 'files'
        config = write_config(server, root=root, batch_rows=2000, batch_ms=100)
        feeding = feed(feeder, server, 'power', ROWS)
        logger = start(program, server, config)
        try:
            wait_until(lambda: acked(server) > 0, 60)
            cuts = []
            for _ in range(CUTS):
                time.sleep(chance.uniform(0.02, 0.4))
                floor = acked(server)  # before the cut: what is acknowledged in between is more
                cuts.append((floor, disk.cut()))
        finally:
            for process in (feeding, logger):
                process.kill()
                process.wait()
        results = []
        for floor, image in cuts:
            with disk.after(image) as folder:
                found, torn = read(folder / 'files')
            results.append((floor, len(set(range(1, floor + 1)) - found), torn))
        return results


def without_sync(tap, program, feeder, no_sync, chance):
    os.environ['LD_PRELOAD'] = no_sync
    try:
        results = cut_disk(program, feeder, chance)
    finally:
        del os.environ['LD_PRELOAD']
    lost = sum(lost > 0 or torn != [] for _, lost, torn in results)
    tap.point(lost > 0, 'a logger that does not sync is found out', str(results))
    print(f'# without sync {lost} of {len(results)} cuts lose rows: '
          f'{sum(lost for _, lost, _ in results)} of {sum(floor for floor, _, _ in results)}')


def with_sync(tap, program, feeder, scale, chance):
    results = []
    for _ in range(max(1, round(10 * scale))):
        results += cut_disk(program, feeder, chance)
    floors = [floor for floor, _, _ in results]
    lost = sum(lost for _, lost, _ in results)
    torn = [file for _, _, files in results for file in files]
    told = f'{len(results)} power cuts'
    tap.point(min(floors) > 0 and sum(floor < ROWS for floor in floors) > len(floors) // 2,
              f'{told} while the logger works', str(floors))
    tap.point(lost == 0, f'{told}: no acknowledged row is lost', f'{lost} of {sum(floors)}')
    tap.point(not torn, f'{told}: no file is torn', '; '.join(torn[:5]))
    print(f'# {told}, {min(floors)} to {max(floors)} rows acknowledged before them, '
          f'{sum(floors)} in sum')


def main(program, feeder, no_sync, scale='0.1'):
    try:
        with Disk():
            pass
    except OSError as trouble:
        print(f'1..0 # SKIP no disk to cut the power of: {trouble}')
        return 0
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(1))  # so that all is unmounted
    tap, chance = Tap(), random.Random(5)
    without_sync(tap, program, feeder, os.path.abspath(no_sync), chance)
    with_sync(tap, program, feeder, float(scale), chance)
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
