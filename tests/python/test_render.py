"""Pictures on the CPU."""
import sys

import fishsim
import numpy as np
import pytest


def test_the_picture_has_the_shape_of_the_water(world):
    picture = world.rgb_array(120)
    assert picture.shape == (80, 120, 3) and picture.dtype == np.uint8


def test_fish_are_where_they_are():
    world = fishsim.World.from_scenario('school', {'species.herring.start.count': 1})
    picture = world.rgb_array(200).astype(int)
    water = np.median(picture.reshape(-1, 3), axis=0)
    rows, columns = np.nonzero(np.abs(picture - water).sum(2) > 40)
    assert abs(columns.mean() - world['x'][0] * 10) < 4
    assert abs((200 - rows.mean()) - world['y'][0] * 10) < 4


def test_png_is_a_png(world):
    data = world.to_png(64)
    assert data.startswith(b'\x89PNG\r\n\x1a\n')
    image = pytest.importorskip('PIL.Image')
    import io
    np.testing.assert_array_equal(np.asarray(image.open(io.BytesIO(data))), world.rgb_array(64))


def test_notebooks_show_picture_and_table(world):
    assert '<img' in world._repr_html_() and 'Bay anchovy' in world._repr_html_()
    assert world._repr_png_().startswith(b'\x89PNG')


def test_gif(world, tmp_path):
    image = pytest.importorskip('PIL.Image')
    fishsim.animate(fishsim.frames(world, 20, every=5, width=64), tmp_path / 'reef.gif')
    assert image.open(tmp_path / 'reef.gif').n_frames == 5
    assert world.info.tick == 20


def test_mp4(world, tmp_path):
    ffmpeg = pytest.importorskip('imageio_ffmpeg')
    fishsim.animate(fishsim.frames(world, 20, every=5, width=64), tmp_path / 'reef.mp4', fps=5)
    frames, seconds = ffmpeg.count_frames_and_secs(str(tmp_path / 'reef.mp4'))
    assert frames == 5 and seconds == pytest.approx(1, abs=0.2)


def test_without_a_writer_it_says_what_to_install(world, tmp_path, monkeypatch):
    monkeypatch.setenv('PATH', str(tmp_path))
    for module in ('imageio_ffmpeg', 'PIL'):
        monkeypatch.setitem(sys.modules, module, None)
    for name, what in (('reef.mp4', 'imageio-ffmpeg'), ('reef.gif', 'pillow')):
        with pytest.raises(ImportError, match=what):
            fishsim.animate(fishsim.frames(world, 20, every=5, width=64), tmp_path / name)
        assert not (tmp_path / name).exists()


def test_other_suffixes_are_refused(world, tmp_path):
    with pytest.raises(fishsim.ArgumentError, match='.gif or .mp4'):
        fishsim.animate([], tmp_path / 'reef.avi')
