"""Learns a task by PPO; needs PyTorch beside the package: pip install '.[learn]'

    python3 examples/python/train_ppo.py --task forage-patch --seed 1 --minutes 5 --out curves

Proximal policy optimisation (Schulman et al. 2017), in the manner of CleanRL: one file, generalised
advantage estimation, clipped objective, one network for all fish of all worlds. The batch writes
its observations where numpy, and so torch, reads them. A slot without a live agent is left out, and
a fish that dies ends its own trajectory; one that is truncated is valued by its last observation.
The score is 0 for random actions and 1 for the scripted policy, as the task states.
"""
import argparse
import csv
import pathlib
import time

import fishsim
import numpy as np
import torch
from torch import nn

LOW = torch.from_numpy(fishsim.ACTION_LOW)
HIGH = torch.from_numpy(fishsim.ACTION_HIGH)
RETURN = fishsim.Batch.STATISTICS.index('return')
GAMMA, LAMBDA, CLIP, ENTROPY = 0.99, 0.95, 0.2, 0.002


class Policy(nn.Module):
    """Mean of a normal action in [-1, 1]^3, and the value, from one observation."""

    def __init__(self, inputs):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(),
                                   nn.Linear(64, 3))
        self.critic = nn.Sequential(nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(),
                                    nn.Linear(64, 1))
        self.log_std = nn.Parameter(torch.full((3,), -0.5))
        with torch.no_grad():
            self.actor[-1].weight.mul_(0.01)
            self.actor[-1].bias.zero_()

    def normal(self, seen):
        return torch.distributions.Normal(self.actor(seen), self.log_std.exp())

    def value(self, seen):
        return self.critic(seen).squeeze(-1)


def bounded(raw):
    """Raw actions, meant for [-1, 1], within the bounds of the library."""
    return LOW + (raw.clamp(-1, 1) + 1) / 2 * (HIGH - LOW)


def collect(batch, policy, steps):
    """Steps the worlds; tensors (steps, agents, ...); `next` is the value of what follows."""
    agents = batch.worlds * batch.slots
    rows = {name: [] for name in ('seen', 'raw', 'log', 'value', 'reward', 'next', 'goes', 'live')}
    for _ in range(steps):
        seen = torch.from_numpy(batch.observations.reshape(agents, -1).copy())
        live, ids = torch.from_numpy(batch.alive.ravel().copy()), batch.ids.copy()
        normal = policy.normal(seen)
        raw = normal.sample()
        batch.actions[:] = bounded(raw).numpy().reshape(batch.actions.shape)
        batch.step()
        # What follows: the next observation, or the last one of an episode that was truncated.
        ended = batch.ended[:, None, None]
        after = np.where(ended, batch.final_observations, batch.observations)
        dead = batch.terminated.ravel()
        # A slot goes on when the same fish is in it in the same episode.
        goes = (batch.alive & ~batch.ended[:, None] & (ids == batch.ids)).ravel()
        follows = policy.value(torch.from_numpy(after.reshape(agents, -1)))
        follows = follows * torch.from_numpy(~dead)
        for name, value in (('seen', seen), ('raw', raw), ('log', normal.log_prob(raw).sum(-1)),
                            ('value', policy.value(seen)), ('next', follows), ('live', live),
                            ('reward', torch.from_numpy(batch.rewards.ravel().copy())),
                            ('goes', torch.from_numpy(goes))):
            rows[name].append(value)
    return {name: torch.stack(values) for name, values in rows.items()}


def advantages(rows):
    """Generalised advantage estimation, slot by slot."""
    found, carry = torch.zeros_like(rows['reward']), torch.zeros(rows['reward'].shape[1])
    for step in reversed(range(len(found))):
        delta = rows['reward'][step] + GAMMA * rows['next'][step] - rows['value'][step]
        carry = delta + GAMMA * LAMBDA * rows['goes'][step] * carry
        found[step] = carry
    return found


def improve(policy, optimiser, rows, epochs=4, size=4096):
    """Some epochs of the clipped objective over the rows of live agents."""
    gain = advantages(rows)
    live = rows['live'].flatten()
    flat = {name: rows[name].flatten(0, 1)[live] for name in ('seen', 'raw', 'log')}
    gain, wanted = gain.flatten()[live], (gain + rows['value']).flatten()[live]
    gain = (gain - gain.mean()) / (gain.std() + 1e-8)
    for _ in range(epochs):
        for part in torch.randperm(len(gain)).split(size):
            normal = policy.normal(flat['seen'][part])
            ratio = (normal.log_prob(flat['raw'][part]).sum(-1) - flat['log'][part]).exp()
            aim = torch.min(ratio * gain[part], ratio.clamp(1 - CLIP, 1 + CLIP) * gain[part]).mean()
            error = (policy.value(flat['seen'][part]) - wanted[part]).pow(2).mean()
            loss = -aim + 0.5 * error - ENTROPY * normal.entropy().sum(-1).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(policy.parameters(), 0.5)
            optimiser.step()


@torch.no_grad()
def judge(batch, policy, seeds):
    """Mean return of the mean actions, without noise."""
    batch.reset(seeds=seeds)
    got = np.full(batch.worlds, np.nan)
    while np.isnan(got).any():
        seen = torch.from_numpy(batch.observations)
        batch.actions[:] = bounded(policy.actor(seen)).numpy()
        batch.step()
        first = batch.ended & np.isnan(got)
        got[first] = batch.statistics[first, RETURN]
    return got.mean()


def train(arguments):
    torch.manual_seed(arguments.seed)
    batch = fishsim.Batch(arguments.task, arguments.worlds, autoreset='same_step')
    trial = fishsim.Batch(arguments.task, 16, autoreset='same_step')
    info = batch.world(0).agents.info
    policy = Policy(batch.observation_size)
    optimiser = torch.optim.Adam(policy.parameters(), lr=arguments.rate, eps=1e-5)
    batch.reset(seeds=[1000 * arguments.seed + number for number in range(batch.worlds)])
    start, update, rows = time.monotonic(), 0, []
    while time.monotonic() - start < 60 * arguments.minutes and update < arguments.updates:
        with torch.no_grad():
            seen = collect(batch, policy, arguments.steps)
        improve(policy, optimiser, seen)
        update += 1
        if update % 5 == 1:
            value = judge(trial, policy, range(1, 17))
            score = (value - info.score_random) / (info.score_scripted - info.score_random)
            rows.append((update, round(time.monotonic() - start, 1), value, score))
            print(f'update {update:4d}  {rows[-1][1]:6.1f} s  return {value:8.3f}  score '
                  f'{score:6.3f}', flush=True)
    return policy, rows


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--task', default='forage-patch', choices=fishsim.tasks())
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--minutes', type=float, default=5)
    parser.add_argument('--updates', type=int, default=1 << 30)
    parser.add_argument('--worlds', type=int, default=16)
    parser.add_argument('--steps', type=int, default=100, help='between two updates')
    parser.add_argument('--rate', type=float, default=1e-3)
    parser.add_argument('--out', type=pathlib.Path, help='folder for the curve and the policy')
    arguments = parser.parse_args()
    policy, rows = train(arguments)
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        name = f'ppo-{arguments.task}-{arguments.seed}'
        torch.save(policy.state_dict(), arguments.out / f'{name}.pt')
        with open(arguments.out / f'{name}.csv', 'w', newline='', encoding='utf-8') as file:
            csv.writer(file).writerows([('update', 'seconds', 'return', 'score'), *rows])


if __name__ == '__main__':
    main()
