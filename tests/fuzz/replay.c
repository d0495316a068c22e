/* SPDX-License-Identifier: MIT */
/*
 * replay.c: runs a fuzz target over the files of its corpus, without the fuzzing engine.
 *
 * Linked with one target; the arguments are files or folders. Each input is copied into memory of
 * its exact size, so that a sanitizer sees a read past its end.
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        return 0;
    }
    long size = ftell(file);
    uint8_t *data = size > 0 ? malloc((size_t)size) : NULL;
    rewind(file);
    size_t got = size > 0 ? fread(data, 1, (size_t)size, file) : 0;
    fclose(file);
    LLVMFuzzerTestOneInput(data, got);
    free(data);
    return 1;
}

static int replay(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return replay_file(path);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        count += replay(name);
    }
    closedir(folder);
    return count;
}

int main(int count, char **arguments)
{
    int inputs = 0;
    for (int i = 1; i < count; i++)
        inputs += replay(arguments[i]);
    printf("%d inputs\n", inputs);
    return inputs > 0 ? 0 : 1; /* an empty corpus tests nothing */
}
