/* SPDX-License-Identifier: MIT */
/*
 * no_sync.c: fsync that does nothing, preloaded into fishsim-logger by check_power.py, which must
 * then find lost rows.
 */
__attribute__((visibility("default"))) int fsync(int file);

int fsync(int file)
{
    (void)file;
    return 0;
}
