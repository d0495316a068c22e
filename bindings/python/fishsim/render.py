"""Pictures of a world on the CPU: an rgb array, PNG bytes, GIF and MP4 files.

The water is shaded by its plankton. Each fish is a drop along its heading in the colour of its
species, as long as the fish but never too small to be seen. Needs numpy only; a GIF needs Pillow,
an MP4 the ffmpeg program or the package imageio-ffmpeg, which brings it.
"""
from __future__ import annotations

import base64
import html as escaping
import os
import pathlib
import shutil
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING, Iterable, Iterator

import numpy as np

from .errors import ArgumentError

if TYPE_CHECKING:
    from .world import World

DEEP = np.array([9, 38, 66], np.float32)      # water without plankton
GREEN = np.array([38, 112, 104], np.float32)  # water full of it
SHORTEST_PX = 6.0
FINER = 2  # drawn so many times larger, then averaged

# A body along its heading: (part of the length ahead of the middle, part of it to the side).
_ALONG = np.linspace(-0.5, 0.5, 15)
_HALF = np.where(_ALONG < -0.3, (-_ALONG - 0.3) * 0.7 + 0.03,
                 0.17 * np.sqrt(np.clip(1 - ((_ALONG - 0.08) / 0.43) ** 2, 0.02, None)))
_BODY = np.array([(a, h * s) for a, h in zip(_ALONG, _HALF) for s in np.linspace(-1, 1, 7)])


def draw(world: World, width: int = 640) -> np.ndarray:
    """uint8 of shape (height, width, 3); y points up, as in the world."""
    if not 16 <= width <= 8192:
        raise ArgumentError(f'width: {width} is not within 16 to 8192 pixels')
    info = world.info
    height = max(16, round(width * info.height_m / info.width_m))
    canvas = _water(world, width * FINER, height * FINER)
    _fish(world, canvas, width * FINER / info.width_m, bool(info.walls))
    fine = canvas.reshape(height, FINER, width, FINER, 3).mean((1, 3))
    picture: np.ndarray = fine[::-1].round().astype(np.uint8)
    return picture


def _water(world: World, width: int, height: int) -> np.ndarray:
    cells = world.field('plankton')
    capacity = world.field_capacity('plankton')
    part = np.clip(cells / capacity, 0, 1) if capacity > 0 else np.zeros(cells.shape)
    rows = np.arange(height) * cells.shape[0] // height
    columns = np.arange(width) * cells.shape[1] // width
    shade = part.astype(np.float32)[rows][:, columns, None]
    water: np.ndarray = DEEP + shade * (GREEN - DEEP)
    return water


def _fish(world: World, canvas: np.ndarray, px_per_m: float, walls: bool) -> None:
    height, width = canvas.shape[:2]
    colors = np.array([[(s.color_rgb >> shift) & 255 for shift in (16, 8, 0)]
                       for s in world.species], np.float32).reshape(-1, 3)
    order = np.argsort(world['length_cm'])  # the largest lie on top
    length = np.maximum(world['length_cm'][order] / 100 * px_per_m, SHORTEST_PX * FINER)
    ahead = np.stack([world['heading_x'][order], world['heading_y'][order]], 1)
    side = np.stack([-ahead[:, 1], ahead[:, 0]], 1)
    middle = np.stack([world['x'][order], world['y'][order]], 1) * px_per_m
    points = middle[:, None] + length[:, None, None] * (
        _BODY[None, :, :1] * ahead[:, None] + _BODY[None, :, 1:] * side[:, None])
    pixel = np.floor(points).astype(np.int64)
    if walls:
        pixel = np.clip(pixel, 0, (width - 1, height - 1))
    else:
        pixel %= (width, height)
    tone = colors[world['species'][order]][:, None] * (0.75 + 0.5 * (_BODY[:, :1] + 0.5))
    canvas[pixel[..., 1], pixel[..., 0]] = np.clip(tone, 0, 255)


def png(picture: np.ndarray) -> bytes:
    """A uint8 picture (height, width, 3) as the bytes of a PNG file."""
    height, width, _ = picture.shape
    rows = np.zeros((height, 1 + width * 3), np.uint8)  # each row begins with its filter, 0
    rows[:, 1:] = picture.reshape(height, -1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (struct.pack('>I', len(data)) + kind + data +
                struct.pack('>I', zlib.crc32(kind + data)))

    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) +
            chunk(b'IDAT', zlib.compress(rows.tobytes(), 6)) + chunk(b'IEND', b''))


def html(world: World) -> str:
    """The picture with a table of the species, for notebooks."""
    info = world.info
    rows = ''.join(
        f'<tr><td><span style="color:#{s.color_rgb:06x}">&#9679;</span> '
        f'{escaping.escape(s.label or s.name)}</td><td>{s.fish}</td><td>{s.biomass_g:.0f} g</td>'
        f'<td>{s.births}</td><td>{sum(s.deaths)}</td></tr>' for s in world.species)
    picture = base64.b64encode(world.to_png(480)).decode()
    return (f'<div><img width="480" src="data:image/png;base64,{picture}"/>'
            f'<table><tr><th>tick {info.tick}</th><th>fish</th><th>biomass</th><th>births</th>'
            f'<th>deaths</th></tr>{rows}</table></div>')


def frames(world: World, ticks: int, every: int = 1, width: int = 480) -> Iterator[np.ndarray]:
    """Ticks the world, and yields a picture now and after every `every` ticks."""
    if every < 1 or ticks < 0:
        raise ArgumentError('frames: ticks must be 0 or more and every 1 or more')
    yield draw(world, width)
    for _ in range(ticks // every):
        world.tick(every)
        yield draw(world, width)


def animate(pictures: Iterable[np.ndarray], path: str | os.PathLike[str], fps: int = 20) -> None:
    """Writes pictures as a GIF (needs Pillow) or an MP4 (needs ffmpeg), by the suffix.

    >>> fishsim.animate(fishsim.frames(world, 600, every=5), 'reef.gif')
    """
    target = pathlib.Path(path)
    writers = {'.gif': _gif, '.mp4': _mp4}
    if target.suffix.lower() not in writers:
        raise ArgumentError(f'{target.name}: the name must end with .gif or .mp4')
    writers[target.suffix.lower()](pictures, target, fps)


def _gif(pictures: Iterable[np.ndarray], target: pathlib.Path, fps: int) -> None:
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError('writing a GIF needs Pillow: pip install pillow') from error
    images = [Image.fromarray(picture).quantize(128) for picture in pictures]
    images[0].save(target, save_all=True, append_images=images[1:], duration=round(1000 / fps),
                   loop=0)


def _ffmpeg() -> str:
    program = shutil.which('ffmpeg')
    if program is None:
        try:
            import imageio_ffmpeg
        except ImportError as error:
            raise ImportError('writing an MP4 needs the ffmpeg program, or pip install '
                              'imageio-ffmpeg; a GIF needs only Pillow') from error
        program = imageio_ffmpeg.get_ffmpeg_exe()
    return str(program)


def _mp4(pictures: Iterable[np.ndarray], target: pathlib.Path, fps: int) -> None:
    program, each = _ffmpeg(), iter(pictures)
    first = next(each)
    height, width = (size - size % 2 for size in first.shape[:2])  # what the codec asks for
    command = [program, '-loglevel', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24',
               '-s', f'{width}x{height}', '-r', str(fps), '-i', '-', '-pix_fmt', 'yuv420p',
               str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for picture in (first, *each):
            encoder.stdin.write(np.ascontiguousarray(picture[:height, :width]).tobytes())
        encoder.stdin.close()
    if encoder.returncode:
        raise OSError(f'ffmpeg could not write {target}')
