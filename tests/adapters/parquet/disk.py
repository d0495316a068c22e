"""A small ext4 whose power can be cut at any moment, for check_power.py: Linux and root only.

The ext4 lies in a file on a loop device, and that file on an XFS in another file, for XFS can clone
a file at one instant, between two writes. A clone holds what the ext4 has handed to its device by
then; what is still in the caches above, as all is that no sync has forced out, is not in it. A disk
that loses or reorders writes in a cache of its own is not imitated.
"""
import contextlib
import fcntl
import pathlib
import subprocess
import sys
import tempfile
import time

FICLONE = 0x40049409
OUTER_BYTES, INNER_BYTES = 4 << 30, 128 << 20  # both sparse


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise OSError(f'{command[0]}: {done.stderr.strip()}')


def make_image(path, size, *mkfs):
    with open(path, 'wb') as image:
        image.truncate(size)
    run(*mkfs, path)
    return path


def unmount(folder):
    """Somebody who looks through all file systems may be in it for a moment."""
    for _ in range(50):
        with contextlib.suppress(OSError):
            return run('umount', folder)
        time.sleep(0.1)
    return run('umount', '--lazy', folder)  # goes when it is let go of


@contextlib.contextmanager
def mounted(image, folder):
    """The loop device goes with the mount."""
    folder.mkdir()
    run('mount', '-o', 'loop', image, folder)
    try:
        yield folder
    finally:
        unmount(folder)
        folder.rmdir()


class Disk:
    """A context manager; `log` is the folder on the ext4."""

    def __init__(self):
        self.cuts = 0
        self.ending = contextlib.ExitStack()

    def __enter__(self):
        if not sys.platform.startswith('linux'):
            raise OSError('loop devices are of Linux')
        with contextlib.ExitStack() as ending:
            folder = tempfile.TemporaryDirectory(prefix='fishsim-power-')
            self.folder = pathlib.Path(ending.enter_context(folder))
            outer = make_image(self.folder / 'outer', OUTER_BYTES, 'mkfs.xfs', '-q')
            self.outer = ending.enter_context(mounted(outer, self.folder / 'xfs'))
            self.inner = make_image(self.outer / 'log', INNER_BYTES, 'mkfs.ext4', '-q', '-F')
            self.cut().unlink()  # whether files can be cloned here
            self.log = ending.enter_context(mounted(self.inner, self.folder / 'log'))
            self.ending = ending.pop_all()
        return self

    def __exit__(self, *unused):
        self.ending.close()

    def cut(self):
        """What would be left if the power went now: an image."""
        self.cuts += 1
        path = self.outer / f'cut{self.cuts}'
        with open(self.inner, 'rb') as source, open(path, 'wb') as clone:
            fcntl.ioctl(clone.fileno(), FICLONE, source.fileno())
        return path

    def after(self, image):
        """Context manager: the folder of an image, once its journal is replayed."""
        return mounted(image, self.folder / 'after')
