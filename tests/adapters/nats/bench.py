"""How fast the publisher is against a real nats-server: python3 bench.py FEEDER

Prints a table: JetStream events of about 140 bytes and frames of about 10 kB, sent and acknowledged.
"""
import json
import subprocess
import sys

from server import Server


def run(*command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main(feeder):
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
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
