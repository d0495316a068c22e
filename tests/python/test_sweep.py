"""Sweeps: every run once, the same over processes, and on again after a stop."""
import fishsim
import pytest
from fishsim import sweep as module

GRID = {'world.temperature_c': [15, 18]}


def small(**changes):
    return fishsim.Sweep(**{'scenario': 'tank', 'grid': GRID, 'seeds': [1, 2], 'ticks': 30,
                            'every': 10, **changes})


def rows(sweep, folder):
    found = sweep.read(folder)
    return found.to_pylist() if hasattr(found, 'to_pylist') else found


def test_every_combination_is_run_with_every_seed(tmp_path):
    small().run(tmp_path, processes=1, progress=False)
    found = rows(small(), tmp_path)
    assert len(found) == 4 * 3 * 2  # runs, measurements, species
    assert {(float(row['world.temperature_c']), int(row['world.seed'])) for row in found} == {
        (15, 1), (15, 2), (18, 1), (18, 2)}


def test_processes_change_nothing(tmp_path):
    small().run(tmp_path / 'one', processes=1, progress=False)
    small().run(tmp_path / 'two', processes=2, progress=False)
    assert rows(small(), tmp_path / 'one') == rows(small(), tmp_path / 'two')


def test_a_stopped_sweep_does_only_what_is_missing(tmp_path):
    small().run(tmp_path, processes=1, progress=False)
    files = sorted(tmp_path.glob('run-*'))
    times = {path: path.stat().st_mtime_ns for path in files}
    files[2].unlink()
    small().run(tmp_path, processes=1, progress=False)
    changed = [path for path in files if path.stat().st_mtime_ns != times[path]]
    assert changed == [files[2]]


def test_progress_is_told(tmp_path, capsys):
    small().run(tmp_path, processes=1)
    (tmp_path / 'run-000003.parquet').unlink()
    small().run(tmp_path, processes=1)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[1].strip(',') for line in lines] == ['0/4', '1/4', '2/4', '3/4', '4/4',
                                                             '3/4', '4/4']
    assert lines[-1].startswith('[' + '#' * 30 + ']')


def test_another_sweep_is_kept_out(tmp_path):
    small().run(tmp_path, processes=1, progress=False)
    with pytest.raises(fishsim.StateError, match='seeds'):
        small(seeds=[1, 3]).run(tmp_path, processes=1, progress=False)


@pytest.mark.parametrize('changes, message', [
    ({'seeds': []}, 'seeds'), ({'seeds': [1, 1]}, 'none twice'), ({'ticks': 0}, 'ticks'),
    ({'grid': {'world.seed': [1]}}, 'world.seed'), ({'grid': {'world.width_m': '12'}}, 'list'),
    ({'grid': {'world.depth': [1]}}, 'world.depth'), ({'scenario': 'pond'}, 'pond')])
def test_mistakes_show_before_the_first_run(tmp_path, changes, message):
    with pytest.raises(fishsim.FishsimError, match=message):
        small(**changes).run(tmp_path / 'out', processes=1, progress=False)
    assert not (tmp_path / 'out').exists()


def test_parquet_tells_where_it_comes_from(tmp_path):
    parquet = pytest.importorskip('pyarrow.parquet')
    small().run(tmp_path, processes=1, progress=False)
    about = parquet.ParquetFile(tmp_path / 'run-000001.parquet').schema_arrow.metadata
    assert about[b'fishsim.seed'] == b'2'
    assert about[b'fishsim.version'].decode() == fishsim.__version__
    assert len(about[b'fishsim.config_sha256']) == 64


def test_without_pyarrow_it_is_csv(tmp_path, monkeypatch):
    monkeypatch.setattr(module.importlib.util, 'find_spec', lambda name: None)
    small().run(tmp_path, processes=1, progress=False)
    assert len(list(tmp_path.glob('run-*.csv'))) == 4
    assert len(small().read(tmp_path)) == 24
