"""fishsim-worker against a real nats-server:
    python3 check_worker.py WORKER FOLDER_OF_NATS_CLIENT
"""
import asyncio
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from server import Server, Tap

WORLD = '''
title: small
world: {seed: 7, width_m: 40, height_m: 30, max_fish: 600, temperature_c: 22}
calendar: {acceleration: 600}
species:
  anchovy: {base: bay_anchovy, minds: [evade, couzin], start: {count: 150, weight_g: 2}}
  bluefish: {base: bluefish, minds: [pursue, walk], start: {count: 5, weight_g: 60}}
web: {bluefish: {anchovy: 1}}
'''
AGENTS = WORLD.replace('start: {count: 5, weight_g: 60}',
                       'start: {count: 5, weight_g: 60}, agents: {share: 1}')
REFUSED = 19  # messages in life() and refusals()
RUNNING, PAUSED, COMPLETED, STOPPED = 2, 3, 4, 5


class Worker:
    """A worker program with a configuration of its own."""

    def __init__(self, program, url, name='w1', **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='fishsim-worker-'))
        self.log = open(self.folder / 'log', 'w+b')
        rows = ''.join(f'  {key}: {value}\n' for key, value in settings.items())
        (self.folder / 'worker.yaml').write_text(
            f'nats: {{url: "{url}"}}\nworker:\n  id: {name}\n  snapshots: {self.folder}\n'
            f'  announce_s: 0.5\n{rows}')
        self.program, self.process = program, None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.program, '--config', str(self.folder / 'worker.yaml')], stderr=self.log)

    def stop(self):
        """Ends it by SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def said(self):
        return (self.folder / 'log').read_text()

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


async def until(client, connection, simulation, state, tries=200):
    """The status of a simulation once it is in a state."""
    for _ in range(tries):
        status = await client.control(connection, simulation, 'GET_STATUS')
        if status.state == state:
            return status
        await asyncio.sleep(0.05)
    raise TimeoutError(f'{simulation} is {status}')


async def ready(client, connection):
    """The next announcement of a worker."""
    heard = await connection.subscribe('worker.ready')
    message = await heard.next_msg(10)
    await heard.unsubscribe()
    return client.unpack(message.data)


async def logged(client, connection, simulation):
    """All messages of the log about a simulation."""
    stream = connection.jetstream()
    found = []
    subscription = await stream.subscribe('logging.events.raw', ordered_consumer=True)
    try:
        while True:
            message = await subscription.next_msg(1)
            envelope, payload = client.unpack(message.data)
            if envelope.simulation_id == simulation:
                found.append((envelope, payload))
    except (TimeoutError, asyncio.TimeoutError):
        return found


async def life(tap, client, connection, worker):
    envelope, info = await ready(client, connection)
    tap.point(envelope.worker_id == 'w1' and info.capacity == 2 and info.running == 0,
              'a worker announces itself', str(info))
    status = await client.start(connection, 'one', WORLD, ticks=3000, ticks_per_second=200)
    tap.point(status.failure == 0 and status.fish == 155 and status.last_tick == 3000,
              'a start is answered with the status', str(status))
    again = await client.start(connection, 'one', WORLD, ticks=10)
    tap.point(again.failure < 0 and 'already' in again.message, 'a name runs once', str(again))
    await client.control(connection, 'one', 'PAUSE')
    paused = await until(client, connection, 'one', PAUSED)
    await client.control(connection, 'one', 'STEP', ticks=7)
    for _ in range(100):
        stepped = await client.control(connection, 'one', 'GET_STATUS')
        if stepped.tick == paused.tick + 7:
            break
        await asyncio.sleep(0.02)
    tap.point(stepped.tick == paused.tick + 7 and stepped.state == PAUSED, 'pause and step',
              f'{paused} {stepped}')
    wrong = await client.control(connection, 'one', 'PAUSE')
    tap.point(wrong.failure < 0 and wrong.state == PAUSED, 'a command out of place is refused',
              str(wrong))
    await client.control(connection, 'one', 'SET_SPEED', ticks_per_second=0)
    frames = await connection.subscribe('realtime.ui.world_state.one')
    await client.control(connection, 'one', 'RESUME')
    frame = client.unpack((await frames.next_msg(10)).data)[1]
    tap.point(frame.fish == len(frame.id) and frame.tick % 60 == 0, 'frames come live')


async def log_is_whole(tap, client, connection):
    for _ in range(100):
        await asyncio.sleep(0.1)
        found = await logged(client, connection, 'one')
        statuses = [p for e, p in found if e.event_type_key == 'sim.status.v1']
        if statuses and statuses[-1].state == COMPLETED and statuses[-1].species:
            break
    events = [e for e, _ in found if e.event_type_key != 'sim.status.v1']
    numbers = sorted(e.sequence for e in events)
    tap.point(numbers == list(range(1, len(numbers) + 1)), 'the log has every event once',
              f'{len(numbers)} of {numbers[-1:]}')
    first, last = statuses[0], statuses[-1]
    count = {s.name: s.fish for s in first.species}
    for envelope, payload in found:
        if envelope.event_type_key == 'sim.agent_born.v1':
            count[payload.species] += 1
        if envelope.event_type_key == 'sim.agent_died.v1':
            count[payload.species] -= 1
    tap.point(count == {s.name: s.fish for s in last.species} and last.tick == 3000,
              'births and deaths in the log give the fish at the end', f'{count} {last}')
    tap.point(last.events == len(numbers), 'the worker counts what it handed over', str(last))
    return last.digest


async def refusals(tap, client, connection, worker):
    await started(client, connection, 'r', WORLD, ticks_per_second=50)
    names = ['../../etc', 'a b', 'a\r\nPUB x 0', 'x' * 65, '']
    answers = [await client.start(connection, name, WORLD, ticks=5) for name in names]
    tap.point(all(a.failure < 0 and a.state == 0 for a in answers), 'ids that are none are refused',
              str(answers))
    command = client.pack(client.control_pb2.ControlSimCommand(action=6), 'replayer', 'r')
    nan = client.pack(client.control_pb2.ControlSimCommand(action=5, ticks_per_second=float('nan')),
                      'ui', 'r')
    foreign = client.pack(client.agent_pb2.AgentAction(), 'ui', 'r')
    bad = {'truncated': command[:-5], 'oversized': command + b'\x0a' + b'x' * 70000,
           'NaN': nan, 'foreign': foreign, 'text': b'GET / HTTP/1.1', 'empty': b''}
    first = client.unpack((await connection.request('control.r', command, 10)).data)[1]
    bad['replayed'] = command
    for name, data in bad.items():
        answer = client.unpack((await connection.request('control.r', data, 10)).data)[1]
        tap.point(first.failure == 0 and answer.failure < 0, f'{name} is refused', str(answer))
    elsewhere = client.pack(client.control_pb2.ControlSimCommand(action=3), 'ui', 'one')
    answer = client.unpack((await connection.request('control.r', elsewhere, 10)).data)[1]
    tap.point(answer.failure < 0, 'a command for another simulation is refused', str(answer))
    hostile = ['species: {a: &x {}}', '[', 'world: {max_fish: 900000000}', '']
    answers = [await client.start(connection, 'h', text, ticks=5) for text in hostile]
    tap.point(all(a.failure < 0 and a.message for a in answers), 'hostile scenarios are refused',
              str(answers))
    status = await client.control(connection, 'r', 'STOP')
    tap.point(status.failure == 0 and worker.process.poll() is None, 'the worker goes on')


async def interrupted(tap, client, connection, worker, digest):
    """SIGTERM leaves a snapshot; the next start goes on, and ends as if nothing had been."""
    await started(client, connection, 'two', WORLD, ticks=3000, ticks_per_second=2000)
    await asyncio.sleep(0.4)
    before = await client.control(connection, 'two', 'GET_STATUS')
    tap.point(worker.stop() == 0 and 0 < before.tick < 3000, 'SIGTERM ends it cleanly', str(before))
    refused = int(re.findall(r'refused (\d+)$', worker.said(), re.MULTILINE)[-1])
    tap.point(refused == REFUSED, 'each message that was refused is counted', str(refused))
    worker.start()
    for _ in range(150):
        await asyncio.sleep(0.1)
        found = await logged(client, connection, 'two')
        statuses = [p for e, p in found if e.event_type_key == 'sim.status.v1']
        if statuses[-1].state == COMPLETED and statuses[-1].species:
            break
    numbers = sorted(e.sequence for e, _ in found if e.event_type_key != 'sim.status.v1')
    tap.point(statuses[-1].digest == digest and digest != 0, 'it goes on to the same digest',
              str(statuses[-1]))
    tap.point(numbers == list(range(1, len(numbers) + 1)), 'the log has every event once, too',
              f'{len(numbers)} {numbers[-1:]}')
    tap.point(not list(worker.folder.glob('*.simulation')), 'a simulation that ended leaves no snapshot')


async def reconnected(tap, client, server, connection, worker):
    await started(client, connection, 'three', WORLD, ticks_per_second=500)
    server.restart_after_kill()
    await asyncio.sleep(1)
    envelope, info = await ready(client, connection)
    tap.point(info.reconnects >= 1 and list(info.simulation) == ['three'],
              'a worker announces itself again after a reconnect', str(info))
    status = await client.control(connection, 'three', 'STOP')
    tap.point(status.failure == 0, 'and obeys', str(status))
    tap.point('BusReconnected: NATS was away' in worker.said(), 'and says so', worker.said())


async def started(client, connection, simulation, scenario, **more):
    """The status of a start, once a worker has room for it."""
    import nats
    for _ in range(100):
        try:
            return await client.start(connection, simulation, scenario, **more)
        except nats.errors.NoRespondersError:
            await asyncio.sleep(0.1)
    raise TimeoutError('no worker takes a start')


async def alarms(tap, client, connection, worker):
    """What a person should hear of: a species that dies, a snapshot that cannot be kept."""
    heard = []

    async def on_event(message):
        envelope, event = client.unpack(message.data)
        heard.append((envelope.simulation_id, event.name, event.species, event.resolved))

    async def hears(*wanted):
        for _ in range(100):
            if set(wanted) <= set(heard):
                return True
            await asyncio.sleep(0.1)
        return False

    subscription = await connection.subscribe('monitoring.events.critical', cb=on_event)
    dying = WORLD.replace('start: {count: 150', 'mortality: {rate_per_d: 50}, start: {count: 150')
    await started(client, connection, 'dying', dying, ticks_per_second=2000)
    events = [('dying', name, 'anchovy') for name in ('PopulationCollapsed', 'SpeciesExtinct')]
    tap.point(await hears(*((*event, False) for event in events)),
              'a species that collapses and dies out is told', str(heard))
    folder, away = worker.folder, worker.folder.with_suffix('.away')
    folder.rename(away)
    failed = await hears(('dying', 'SnapshotFailed', '', False))
    away.rename(folder)
    tap.point(failed and await hears(('dying', 'SnapshotFailed', '', True)),
              'so are a snapshot that fails, and the next that does not', str(heard))
    await client.control(connection, 'dying', 'STOP')
    tap.point(await hears(*((*event, True) for event in events)),
              'the end of a simulation ends its alarms', str(heard))
    tap.point(len(heard) == len(set(heard)), 'each is told once', str(heard))
    await subscription.unsubscribe()


async def shared(tap, client, connection, program, url):
    """Starts are shared among workers that have room; with none left nobody answers."""
    import nats
    second = Worker(program, url, 'w2', capacity=2)
    try:
        while (await ready(client, connection))[0].worker_id != 'w2':
            pass
        for name in 'abcd':
            status = await started(client, connection, name, WORLD, ticks_per_second=10)
            assert status.failure == 0, status
        heard = await connection.subscribe('worker.ready')
        running = {}
        for _ in range(6):
            envelope, info = client.unpack((await heard.next_msg(10)).data)
            running[envelope.worker_id] = set(info.simulation)
        await heard.unsubscribe()
        tap.point(len(running) == 2 and set.union(*running.values()) == set('abcd') and
                  all(len(names) == 2 for names in running.values()),
                  'starts are spread over the workers that have room', str(running))
        try:
            late = await client.start(connection, 'e', WORLD, ticks=5)
            tap.point(late.failure < 0, 'full workers take no start', str(late))
        except nats.errors.NoRespondersError:
            tap.point(True, 'full workers take no start')
        for name in 'abcd':
            await client.control(connection, name, 'STOP')
    finally:
        second.stop()
        second.remove()


def policy(tap, program, url, folder):
    """The example that steers fish over the bus, as people start it."""
    worker = Worker(program, url, 'w-policy')
    try:
        done = subprocess.run([sys.executable, str(pathlib.Path(folder, 'nats_policy.py')), url, '60'],
                              capture_output=True, text=True, timeout=60, check=False)
        told = re.search(r'has ended: (\d+) observations answered, (\d+) rewards', done.stdout)
        tap.point(done.returncode == 0 and told and int(told[1]) > 0 and int(told[2]) > 0,
                  'the example answers observations with a policy', done.stdout + done.stderr)
        tap.point(worker.stop() == 0, 'and its worker ends cleanly')
    finally:
        worker.remove()


def locked_out(tap, program):
    """A wrong password is told, without the password, and the worker stays until told to end."""
    users = 'authorization {users: [{user: admin, password: all}]}'
    with Server(settings=users) as server:
        worker = Worker(program, server.url.replace('://', '://admin:guess@'), 'w-out')
        try:
            for _ in range(100):
                time.sleep(0.1)
                if 'no connection' in worker.said():
                    break
            tap.point('no connection' in worker.said() and 'guess' not in worker.said(),
                      'a worker that is not let in says so', worker.said())
            tap.point(worker.stop() == 0, 'and ends when told to')
        finally:
            worker.remove()


async def agents(tap, client, connection, program, url, mode, observations):
    """A policy over the bus, in lockstep or not."""
    worker = Worker(program, url, f'w-{mode}', mode=mode, observations=observations, capacity=1)
    simulation, count = f'agents-{mode}', {'seen': 0, 'rewards': 0}
    try:
        async def on_observation(message):
            envelope, seen = client.unpack(message.data)
            if not count['seen']:
                junk = client.agent_pb2.AgentAction(tick=seen.tick, agent=[1], width=3,
                                                    value=[9, 9, 9])
                await connection.publish(f'ai.actions.{simulation}',
                                         client.pack(junk, 'junk', simulation))
            count['seen'] += len(seen.agent)
            assert len(seen.value) == len(seen.agent) * seen.width
            action = client.agent_pb2.AgentAction(tick=seen.tick, agent=seen.agent, width=3,
                                                  value=[0.5, 1, 1] * len(seen.agent))
            await connection.publish(f'ai.actions.{simulation}',
                                     client.pack(action, 'policy', simulation))

        async def on_reward(message):
            count['rewards'] += len(client.unpack(message.data)[1].agent)

        subscriptions = [
            await connection.subscribe(f'realtime.ai.observations.{simulation}.*', cb=on_observation),
            await connection.subscribe(f'realtime.ai.rewards.{simulation}.*', cb=on_reward)]
        await ready(client, connection)
        status = await started(client, connection, simulation, AGENTS, ticks=100,
                               ticks_per_second=0 if mode == 'lockstep' else 100)
        assert status.failure == 0, status
        for _ in range(300):
            await asyncio.sleep(0.1)
            statuses = [p for e, p in await logged(client, connection, simulation)
                        if e.event_type_key == 'sim.status.v1']
            if statuses[-1].state == COMPLETED and statuses[-1].species:
                break
        tap.point(statuses[-1].tick == 100 and count['seen'] == count['rewards'] == 500,
                  f'{mode}: each agent sees, acts and is rewarded in each tick', str(count))
        for subscription in subscriptions:
            await subscription.unsubscribe()
        tap.point(worker.stop() == 0 and re.search(r'refused 1$', worker.said(), re.MULTILINE),
                  f'{mode}: and ends cleanly, having counted an action that is none', worker.said())
        return statuses[-1].digest
    finally:
        worker.remove()


async def main(program, folder):
    sys.path.insert(0, folder)
    try:
        import nats
        import nats_client as client
    except ImportError as missing:
        print(f'1..0 # SKIP {missing}: run tools/python.sh nats-py:nats protobuf:google.protobuf')
        return 0
    tap = Tap()
    with Server() as server:
        worker = Worker(program, server.url, capacity=2, snapshot_s=0.3)
        connection = await nats.connect(server.url, max_reconnect_attempts=-1,
                                        reconnect_time_wait=0.2)
        try:
            await life(tap, client, connection, worker)
            digest = await log_is_whole(tap, client, connection)
            await refusals(tap, client, connection, worker)
            await interrupted(tap, client, connection, worker, digest)
            await reconnected(tap, client, server, connection, worker)
            await alarms(tap, client, connection, worker)
            await shared(tap, client, connection, program, server.url)
            tap.point(worker.stop() == 0, 'the end is clean')
            first = await agents(tap, client, connection, program, server.url, 'lockstep', 'each')
            await asyncio.sleep(0.1)
            tap.point(first != 0, 'lockstep ends with a digest')
            await agents(tap, client, connection, program, server.url, 'free', 'all')
            policy(tap, program, server.url, folder)
            locked_out(tap, program)
        finally:
            if tap.failed:
                print('\n'.join('# ' + line for line in worker.said().splitlines()[-20:]))
            await connection.close()
            worker.remove()
    return tap.end()


if __name__ == '__main__':
    sys.exit(asyncio.run(main(*sys.argv[1:])))
