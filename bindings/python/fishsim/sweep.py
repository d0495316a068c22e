"""Parameter sweeps: a grid of keys times explicit seeds, over processes, streamed to disk.

Each run of the sweep is one file in a folder, Parquet when pyarrow is there, else CSV, written
whole or not at all. So a sweep that was stopped goes on where it was: what has its file is done.
"""
from __future__ import annotations

import concurrent.futures
import csv
import hashlib
import importlib.util
import itertools
import json
import multiprocessing
import os
import pathlib
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator, Mapping, Sequence, TextIO

from ._native import library
from .config import Config
from .errors import ArgumentError, StateError
from .world import World

SCHEMA_VERSION = 1
Row = dict[str, Any]


def measure_species(world: World) -> list[Row]:
    """The rows that a sweep writes unless told otherwise: one for each species."""
    info = world.info
    return [{'tick': info.tick, 'species': one.name, 'births': one.births,
             'deaths': sum(one.deaths), 'bites': one.bites, **world.measure(number)}
            for number, one in enumerate(world.species)]


@dataclass(frozen=True)
class Sweep:
    """A sweep over configurations of one scenario.

    scenario  name of a scenario of the package, or a path of a YAML file
    grid      key path -> values; every combination is run
    seeds     values of world.seed; every combination is run with each
    ticks     ticks of one run
    every     ticks between two measurements; 0: only at the end
    measure   World -> rows (dicts of numbers and words); must be importable, for other processes

    >>> sweep = Sweep('reef', {'world.temperature_c': [15, 17, 19]}, seeds=range(5), ticks=14400)
    >>> sweep.run('out/temperature', processes=2)
    >>> table = sweep.read('out/temperature')
    """

    scenario: str | os.PathLike[str]
    grid: Mapping[str, Sequence[Any]]
    seeds: Sequence[int]
    ticks: int
    every: int = 0
    measure: Callable[[World], list[Row]] = field(default=measure_species)

    def __post_init__(self) -> None:
        if self.ticks < 1 or self.every < 0:
            raise ArgumentError('a sweep needs ticks of at least 1, and every of 0 or more')
        if len(set(self.seeds)) != len(self.seeds) or not self.seeds:
            raise ArgumentError('the seeds of a sweep are one or more, none twice')
        if 'world.seed' in self.grid:
            raise ArgumentError('world.seed: give seeds apart from the grid')
        for key, values in self.grid.items():
            if isinstance(values, str) or not len(values):
                raise ArgumentError(f'{key}: a list of values is wanted')

    def runs(self) -> list[Row]:
        """The overrides of every run, in order."""
        return [dict(zip(self.grid, values)) | {'world.seed': int(seed)}
                for values in itertools.product(*self.grid.values()) for seed in self.seeds]

    def config(self, overrides: Mapping[str, Any]) -> Config:
        """The configuration of one run."""
        name = os.fspath(self.scenario)
        if name.endswith(('.yaml', '.yml')):
            return Config.from_file(name, overrides)
        return Config.from_scenario(name, overrides)

    def run(self, folder: str | os.PathLike[str], processes: int | None = None,
            progress: bool = True) -> None:
        """Runs what is not yet done, over so many processes (all cores unless told; 1: in this
        one). A script that uses more than one needs `if __name__ == '__main__':`."""
        target = pathlib.Path(folder)
        everything = self.runs()
        for overrides in everything:
            self.config(overrides).check()  # a mistake shows before the first run, not after an hour
        self._claim(target)
        waiting = [number for number in range(len(everything))
                   if not self._file(target, number).exists()]
        bar = Progress(len(everything), len(everything) - len(waiting),
                       sys.stderr if progress else None)
        if processes == 1:
            for number in waiting:
                self._one(target, number)
                bar.step()
        elif waiting:
            self._many(target, waiting, processes, bar)
        bar.end()

    def _many(self, target: pathlib.Path, waiting: list[int], processes: int | None,
              bar: Progress) -> None:
        context = multiprocessing.get_context('spawn')
        with concurrent.futures.ProcessPoolExecutor(processes, mp_context=context) as pool:
            tasks = [pool.submit(self._one, target, number) for number in waiting]
            try:
                for task in concurrent.futures.as_completed(tasks):
                    task.result()
                    bar.step()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _one(self, target: pathlib.Path, number: int) -> None:
        overrides = self.runs()[number]
        config = self.config(overrides)
        rows: list[Row] = []
        with World(config) as world:
            left = self.ticks
            while left:
                ticks = min(self.every or left, left)
                world.tick(ticks)
                left -= ticks
                rows += [{'run': number, **overrides, **row} for row in self.measure(world)]
            about = {'fishsim.schema': str(SCHEMA_VERSION),
                     'fishsim.version': library.fishsim_version().decode(),
                     'fishsim.seed': str(overrides['world.seed']),
                     'fishsim.config_sha256': hashlib.sha256(config.to_yaml().encode()).hexdigest(),
                     'fishsim.digest': f'{world.digest:016x}'}
        path = self._file(target, number)
        unfinished = path.with_name(f'.{path.name}.{os.getpid()}')
        (_write_parquet if path.suffix == '.parquet' else _write_csv)(unfinished, rows, about)
        os.replace(unfinished, path)

    # ---- the folder ---------------------------------------------------------------------------

    def _definition(self) -> Row:
        """What must be the same for a sweep to go on in a folder."""
        return {'scenario': os.fspath(self.scenario),
                'configuration': hashlib.sha256(self.config({}).to_yaml().encode()).hexdigest(),
                'grid': {key: list(values) for key, values in self.grid.items()},
                'seeds': [int(seed) for seed in self.seeds], 'ticks': self.ticks,
                'every': self.every,
                'measure': f'{self.measure.__module__}.{self.measure.__qualname__}',
                'version': library.fishsim_version().decode(),
                'format': 'parquet' if importlib.util.find_spec('pyarrow') else 'csv'}

    def _claim(self, target: pathlib.Path) -> None:
        target.mkdir(parents=True, exist_ok=True)
        note, wanted = target / 'sweep.json', json.dumps(self._definition(), indent=1, default=float)
        if not note.exists():
            note.write_text(wanted, encoding='utf-8')
        found, ours = json.loads(note.read_text(encoding='utf-8')), json.loads(wanted)
        differ = [name for name in ours if found.get(name) != ours[name]]
        if differ:
            raise StateError(f'{target} holds another sweep: {", ".join(differ)} differ; '
                             'choose another folder or remove it')

    def _file(self, target: pathlib.Path, number: int) -> pathlib.Path:
        suffix = 'parquet' if importlib.util.find_spec('pyarrow') else 'csv'
        return target / f'run-{number:06d}.{suffix}'

    def read(self, folder: str | os.PathLike[str]) -> Any:
        """The rows of all runs that are done: a pyarrow.Table, or a list of dicts of words where
        pyarrow is missing."""
        paths = sorted(pathlib.Path(folder).glob('run-*'))
        if not paths:
            raise StateError(f'{os.fspath(folder)}: no run is done yet')
        if paths[0].suffix == '.parquet':
            import pyarrow
            import pyarrow.parquet
            tables = [pyarrow.parquet.ParquetFile(path).read() for path in paths]
            return pyarrow.concat_tables([table.replace_schema_metadata() for table in tables],
                                         promote_options='permissive')
        return list(_read_csv(paths))


def _write_parquet(path: pathlib.Path, rows: list[Row], about: Mapping[str, str]) -> None:
    import pyarrow
    import pyarrow.parquet
    table = pyarrow.Table.from_pylist(rows)
    pyarrow.parquet.write_table(table.replace_schema_metadata(dict(about)), path)


def _write_csv(path: pathlib.Path, rows: list[Row], about: Mapping[str, str]) -> None:
    with open(path, 'w', newline='', encoding='utf-8') as file:
        file.write(f'# {json.dumps(about)}\n')
        writer = csv.DictWriter(file, list(rows[0]) if rows else ['run'])
        writer.writeheader()
        writer.writerows(rows)


def _read_csv(paths: Sequence[pathlib.Path]) -> Iterator[Row]:
    for path in paths:
        with open(path, newline='', encoding='utf-8') as file:
            next(file)
            yield from csv.DictReader(file)


class Progress:
    """A bar on a terminal; a line every tenth part elsewhere."""

    def __init__(self, total: int, done: int, stream: TextIO | None) -> None:
        self.total, self.first, self.done, self.stream = total, done, done, stream
        self.start = time.monotonic()
        self.show()

    def step(self) -> None:
        self.done += 1
        self.show()

    def show(self) -> None:
        if self.stream is None:
            return
        live = self.stream.isatty()
        if not live and self.done * 10 // self.total == (self.done - 1) * 10 // self.total:
            return
        filled = 30 * self.done // self.total
        made = self.done - self.first
        left = (time.monotonic() - self.start) / made * (self.total - self.done) if made else 0
        text = f'[{"#" * filled}{"." * (30 - filled)}] {self.done}/{self.total}'
        text += f', about {left:.0f} s left' if made and left >= 1 else ''
        self.stream.write(f'\r{text:<70}' if live else text + '\n')
        self.stream.flush()

    def end(self) -> None:
        if self.stream is not None and self.stream.isatty():
            self.stream.write('\n')
