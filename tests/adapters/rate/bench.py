"""What NATS, Parquet and metrics together cost the ticks of a world:
    python3 bench.py RATE SCENARIO [SECONDS]

Each with its default options, and /metrics scraped as prometheus.yml says; first with a real
nats-server, then with none. Prints a table of the tick rate as a part of that of a bare world: the
median over rounds of some seconds, by real time, which suffers from whatever else the machine
does, and by processor time of the ticking thread.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'nats'))
from server import Server  # noqa: E402

SCRAPE_S = 5
GOALS = {'with a server': 0.90, 'with the server absent': 0.95}


def measure(rate, url, scenario, seconds):
    """What both worlds tell at the end."""
    with tempfile.TemporaryDirectory(prefix='fishsim-rate-') as folder:
        pair = subprocess.Popen([rate, url, scenario, folder, str(seconds)],
                                stdout=subprocess.PIPE, text=True)
        port = int(pair.stdout.readline())
        while True:
            try:
                pair.wait(SCRAPE_S)
                return json.loads(pair.stdout.read())
            except subprocess.TimeoutExpired:
                with urllib.request.urlopen(f'http://127.0.0.1:{port}/metrics', timeout=5):
                    pass


def main(rate, scenario, seconds='60'):
    print('| Tick rate, of the bare one | Real time | Processor time | Goal |\n|---|---|---|---|')
    for name, goal in GOALS.items():
        with Server() as server:
            if name == 'with the server absent':
                server.kill()
            got = measure(rate, server.url, scenario, float(seconds))
        assert got['same'] and got['rows_lost'] == 0 < got['fish_rows'], got
        real, processor = statistics.median(got['real']), statistics.median(got['processor'])
        print(f'| {name} | {100 * real:.1f} % | {100 * processor:.1f} % | {100 * goal:.0f} % |',
              flush=True)
        print(f'<!-- {len(got["real"])} rounds, {100 * min(got["real"]):.1f} to '
              f'{100 * max(got["real"]):.1f} % by real time; {got} -->', file=sys.stderr)
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
