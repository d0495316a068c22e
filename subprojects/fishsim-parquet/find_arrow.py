# SPDX-License-Identifier: MIT
"""Prints where the Arrow C++ inside the pyarrow wheel of this Python is: the folder of headers,
libarrow, libparquet, one a line. The libraries are named by their files, since the wheel has no
links without a version, and its folder may not be writable.
"""
import glob
import os
import sys

try:
    import pyarrow
except ImportError:
    sys.exit('this Python has no pyarrow')

folder = pyarrow.get_library_dirs()[0]
found = [pyarrow.get_include()]
for name in ('arrow', 'parquet'):
    files = sorted(glob.glob(os.path.join(folder, f'lib{name}.so.*')) +
                   glob.glob(os.path.join(folder, f'lib{name}.[0-9]*.dylib')))
    if not files:
        sys.exit(f'no lib{name} in {folder}')
    found.append(files[0])
if not os.path.exists(os.path.join(found[0], 'parquet', 'arrow', 'writer.h')):
    sys.exit(f'no headers of Parquet in {found[0]}')
print('\n'.join(found))
