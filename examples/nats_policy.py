"""Steers fish over NATS: starts a simulation with agents on any worker and answers its observations.

    python3 examples/nats_policy.py [nats://127.0.0.1:4222] [TICKS]

Needs a worker that runs (fishsim-worker), and what nats_client.py needs. The policy flees: it turns
away from the nearest fish that it sees, and swims faster the nearer that is. A learner would stand in
its place.
"""
import asyncio
import math
import sys

import nats

import nats_client as client

SIMULATION = 'policy-demo'
NEAREST = 4  # fish in an observation
SCENARIO = f'''
world: {{seed: 3, width_m: 40, height_m: 30, max_fish: 400, temperature_c: 22}}
agents: {{observe: [nearest], nearest: {NEAREST}}}
species:
  anchovy:
    base: bay_anchovy
    minds: [evade, couzin]
    start: {{count: 60, weight_g: 2}}
    agents: {{share: 0.2}}
  bluefish: {{base: bluefish, minds: [pursue, walk], start: {{count: 3, weight_g: 60}}}}
web: {{bluefish: {{anchovy: 1}}}}
'''


def flee(seen):
    """Turn, speed and bite from the offsets of the nearest fish: x ahead, y to the left."""
    x, y = seen[0], seen[1]
    distance = math.hypot(x, y)
    if distance == 0:  # nobody in sight
        return [0.0, 0.3, -1.0]
    return [-0.8 if y > 0 else 0.8, min(1.0, max(0.2, 1.0 - distance)), -1.0]


async def main(url='nats://127.0.0.1:4222', ticks='200'):
    connection = await nats.connect(url)
    told = {'observations': 0, 'rewards': 0, 'sum': 0.0}

    async def on_observation(message):
        seen = client.unpack(message.data)[1]
        action = client.agent_pb2.AgentAction(tick=seen.tick, agent=seen.agent, width=3)
        for i in range(len(seen.agent)):
            action.value.extend(flee(seen.value[i * seen.width:(i + 1) * seen.width]))
        told['observations'] += len(seen.agent)
        await connection.publish(f'ai.actions.{SIMULATION}',
                                 client.pack(action, 'flee', SIMULATION))

    async def on_reward(message):
        reward = client.unpack(message.data)[1]
        told['rewards'] += len(reward.agent)
        told['sum'] += sum(reward.value)

    await connection.subscribe(f'realtime.ai.observations.{SIMULATION}.*', cb=on_observation)
    await connection.subscribe(f'realtime.ai.rewards.{SIMULATION}.*', cb=on_reward)
    status = await client.start(connection, SIMULATION, SCENARIO, ticks=int(ticks),
                                ticks_per_second=50)
    if status.failure:
        sys.exit(f'not started: {status.message}')
    print(f'{SIMULATION} runs with {status.fish} fish')
    try:
        while True:
            await asyncio.sleep(1)
            status = await client.control(connection, SIMULATION, 'GET_STATUS', timeout=2)
            print(f'tick {status.tick}: {told["observations"]} observations answered, '
                  f'{told["rewards"]} rewards, {told["sum"]:.2f} in all')
    except (nats.errors.NoRespondersError, nats.errors.TimeoutError):  # nobody runs it any more
        print(f'{SIMULATION} has ended: {told["observations"]} observations answered, '
              f'{told["rewards"]} rewards, {told["sum"]:.2f} in all')
    await connection.close()


if __name__ == '__main__':
    asyncio.run(main(*sys.argv[1:]))
