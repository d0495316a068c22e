/* SPDX-License-Identifier: MIT */
/*
 * describe.h: the library's table of keys, for the terminal or as a page of documentation.
 */
#ifndef FISHSIM_RUN_DESCRIBE_H
#define FISHSIM_RUN_DESCRIBE_H

/* Print to stdout. 0, or -1 after a complaint. */
int describe_text(void);
int describe_markdown(void);

#endif
