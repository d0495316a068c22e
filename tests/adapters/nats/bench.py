"""How fast the publisher is, and what it costs the ticks, against a real nats-server:
    python3 bench.py FEEDER PACE SCENARIO [TICKS]

Prints a table: JetStream events of about 140 bytes and frames of about 10 kB, sent and acknowledged;
tick rate with a server, and with none, as a part of the bare one.
"""
import json
import subprocess
import sys

from server import Server


def run(*command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main(feeder, pace, scenario, ticks='6000'):
    print('| What | Measured |\n|---|---|')
    with Server() as server:
        sent = run(feeder, server.url, 'events', '500000')
        assert sent['acked'] == 500000, sent
        print(f'| events of {sent["bytes"] / 500000:.0f} bytes, stored and acknowledged | '
              f'{500000 / sent["seconds"]:,.0f} a second |')
    with Server() as server:
        sent = run(feeder, server.url, 'frames', '20000', 'frames', '250')
        size = sent['bytes'] / (sent['acked'] + sent['retried'])
        print(f'| frames of {size:,.0f} bytes, told live, stored and acknowledged | '
              f'{sent["acked"] / sent["seconds"]:,.0f} a second, '
              f'{sent["acked"] * size / sent["seconds"] / 1e6:.0f} MB/s |')
    with Server() as server:
        got = run(pace, server.url, scenario, ticks, str(64 << 20))
    bare = got['bare']['seconds']
    for name, what in ('there', 'with a server'), ('absent', 'with the server absent'):
        print(f'| tick rate {what}, of the bare one | {100 * bare / got[name]["seconds"]:.1f} % |')
    print(f'| the three worlds are the same | {got["same"]} |')
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
