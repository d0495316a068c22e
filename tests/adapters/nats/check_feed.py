"""Delivery to a real nats-server, through kills, pauses and absence:
    python3 check_feed.py FEEDER READER PACE SCENARIO [SCALE]

SCALE 1 is 100 kills, 50 pauses and 3 million messages; the tests run a tenth of each in the
proportion of time that they have. Nothing that was acknowledged may be lost, nothing twice.
"""
import json
import random
import subprocess
import sys
import time

from server import Server, Tap


def feed(feeder, url, simulation, count, *more):
    return subprocess.Popen([feeder, url, simulation, str(count), *more], stdout=subprocess.PIPE)


def outcome(process):
    out, _ = process.communicate(timeout=1800)
    return json.loads(out)


def read(reader, url, simulation):
    return json.loads(subprocess.run([reader, url, simulation], check=True,
                                     stdout=subprocess.PIPE).stdout)


def undisturbed(tap, feeder, reader, count=50000):
    with Server() as server:
        sent = outcome(feed(feeder, server.url, 'calm', count))
        got = read(reader, server.url, 'calm')
        tap.point(sent['offered'] == sent['acked'] == got['unique'] == got['messages'] == count,
                  'offered, acknowledged and stored are equal', f'{sent} {got}')
        tap.point(sent['dropped'] == sent['retried'] == got['refused'] == 0,
                  'nothing dropped, retried or damaged', f'{sent} {got}')
        print(f'# {count / sent["seconds"]:,.0f} events a second')


def frames(tap, feeder, reader, count=2000):
    with Server() as server:
        sent = outcome(feed(feeder, server.url, 'film', count, 'frames', '250'))
        got = read(reader, server.url, 'film')
        tap.point(sent['frames'] == sent['acked'] == got.get('sim.world_state.v1') == count,
                  'frames go to the live subject and to the log', f'{sent} {got}')
        print(f'# {sent["bytes"] / sent["seconds"] / 1e6:.0f} MB of frames a second')


def disturbed(tap, feeder, reader, scale):
    """Kills and pauses of the server while messages flow."""
    chance = random.Random(11)
    kills, pauses, count = int(100 * scale), int(50 * scale), int(3000000 * scale)
    trouble = ['kill'] * kills + ['pause'] * pauses
    chance.shuffle(trouble)
    with Server() as server:
        process = feed(feeder, server.url, 'storm', count)
        for what in trouble:
            time.sleep(chance.uniform(0.1, 0.6))
            if what == 'kill':
                server.restart_after_kill()
            else:
                server.pause(chance.uniform(0.1, 1.0))
        sent = outcome(process)
        got = read(reader, server.url, 'storm')
        told = f'{kills} kills, {pauses} pauses, {count} messages'
        tap.point(sent['acked'] == count and sent['dropped'] == 0, f'{told}: all acknowledged',
                  str(sent))
        tap.point(got['unique'] == count and got['highest'] == count,
                  'of those, none is lost', str(got))
        tap.point(got['repeated'] == 0 and got['refused'] == 0, 'and none is there twice', str(got))
        print(f'# {sent} {got}')


def absent_then_there(tap, feeder, reader):
    """A server that comes late: what was queued arrives."""
    with Server() as server:
        server.kill()
        process = feed(feeder, server.url, 'late', 30000)
        time.sleep(2)
        server.start()
        sent = outcome(process)
        got = read(reader, server.url, 'late')
        tap.point(sent['acked'] == got['unique'] == 30000 and got['repeated'] == 0,
                  'a server that comes late gets everything', f'{sent} {got}')


def without_jetstream(tap, feeder):
    """Nobody stores the log: refusals are counted, and what is left at the close is dropped."""
    with Server(jetstream=False) as server:
        process = subprocess.Popen([feeder, server.url, 'void', '5'], stdout=subprocess.PIPE)
        time.sleep(3)
        server.stop()
        process.terminate()
        process.wait()
        tap.point(process.returncode == -15, 'without JetStream the feeder waits, and does not crash')


def permitted(tap, feeder, reader):
    """Users and permissions of the server: what is denied is counted."""
    users = """authorization {users: [
        {user: admin, password: all},
        {user: some, password: part, permissions: {
            publish: ["logging.events.raw", "_INBOX.>"], subscribe: ["_INBOX.>"]}}]}"""
    with Server(settings=users) as server:
        def url(user):
            return server.url.replace('://', f'://{user}@')
        outcome(feed(feeder, url('admin:all'), 'first', 10))
        sent = outcome(feed(feeder, url('some:part'), 'film', 20, 'frames', '10'))
        got = read(reader, url('admin:all'), 'film')
        tap.point(sent['acked'] == got['unique'] == 20 and sent['denied'] >= 20,
                  'what is permitted is stored, what is denied is counted', f'{sent} {got}')


def bounded(tap, pace, scenario):
    """With no server the queue stays within its bound, and every message is counted."""
    bound = 1 << 16
    with Server() as server:
        out = subprocess.run([pace, server.url, scenario, '2000', str(bound)], check=True,
                             stdout=subprocess.PIPE).stdout
    got = json.loads(out)
    absent, there = got['absent'], got['there']
    tap.point(absent['waiting'] <= bound and absent['dropped'] == absent['offered'] > 0,
              'without a server what waits is bounded and each drop counted', str(absent))
    tap.point(there['acked'] + there['dropped'] == there['offered'] == absent['offered'],
              'with one, each message is acknowledged or counted as dropped', str(there))
    tap.point(got['same'], 'and the worlds do not notice')


def main(feeder, reader, pace, scenario, scale='0.1'):
    tap = Tap()
    undisturbed(tap, feeder, reader)
    frames(tap, feeder, reader)
    absent_then_there(tap, feeder, reader)
    bounded(tap, pace, scenario)
    permitted(tap, feeder, reader)
    without_jetstream(tap, feeder)
    disturbed(tap, feeder, reader, float(scale))
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
