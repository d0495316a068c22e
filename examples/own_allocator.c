/* SPDX-License-Identifier: MIT */
/*
 * own_allocator.c: lends the library memory from an arena of the host's, counts what is asked for,
 * and shows that a world that has settled asks for nothing more.
 *
 *     own_allocator scenarios/school.yaml
 *
 * The arena is one block that is handed out from front to back. What is given back is taken back
 * only when it was the last piece; the rest comes free with the block. When the block is used up,
 * the library hears so (FISHSIM_ERR_MEMORY) and the object it was asked for is not made.
 */
#include <fishsim/fishsim.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 64 * 1024 * 1024, SETTLING_TICKS = 500, STEADY_TICKS = 500 };

struct arena {
    unsigned char *block; /* ARENA_BYTES */
    size_t used;          /* from the front of the block */
    size_t lent;          /* bytes that are with the library now */
    size_t peak;          /* most that ever were */
    uint64_t calls;       /* of arena_allocate */
};

static void *arena_allocate(void *user, size_t size, size_t alignment)
{
    struct arena *arena = user;
    uintptr_t front = (uintptr_t)(arena->block + arena->used);
    size_t gap = (size_t)(-front & (alignment - 1));
    void *memory;

    arena->calls++;
    if (gap > ARENA_BYTES - arena->used || size > ARENA_BYTES - arena->used - gap) {
        return NULL;
    }
    memory = arena->block + arena->used + gap;
    arena->used += gap + size;
    arena->lent += size;
    arena->peak = arena->lent > arena->peak ? arena->lent : arena->peak;
    return memory;
}

static void arena_release(void *user, void *memory, size_t size)
{
    struct arena *arena = user;

    arena->lent -= size;
    if ((unsigned char *)memory + size == arena->block + arena->used) {
        arena->used -= size;
    }
}

static fishsim_status open_world(const char *path, const fishsim_hooks *hooks,
                                 fishsim_world **world, fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_status status = fishsim_config_create(hooks, &config, error);

    if (status == FISHSIM_OK) {
        status = fishsim_config_load_file(config, path, error);
    }
    if (status == FISHSIM_OK) {
        status = fishsim_world_create(config, hooks, world, error);
    }
    fishsim_config_destroy(config);
    return status;
}

static fishsim_status watch(const char *path, struct arena *arena, fishsim_error *error)
{
    fishsim_hooks hooks;
    fishsim_world *world = NULL;
    uint64_t calls_made = 0, calls_settled = 0;
    fishsim_status status = fishsim_hooks_init(&hooks, sizeof hooks);

    hooks.allocate = arena_allocate;
    hooks.release = arena_release;
    hooks.memory_user = arena;
    if (status == FISHSIM_OK) {
        status = open_world(path, &hooks, &world, error);
        calls_made = arena->calls;
    }
    if (status == FISHSIM_OK) {
        status = fishsim_world_tick(world, SETTLING_TICKS, error);
        calls_settled = arena->calls;
    }
    if (status == FISHSIM_OK) {
        status = fishsim_world_tick(world, STEADY_TICKS, error);
    }
    if (status == FISHSIM_OK) {
        printf("making the world: %" PRIu64 " allocations\n", calls_made);
        printf("first %d ticks:  %" PRIu64 "\n", SETTLING_TICKS, calls_settled - calls_made);
        printf("next %d ticks:   %" PRIu64 "\n", STEADY_TICKS, arena->calls - calls_settled);
        printf("most memory lent at once: %.2f MB\n", (double)arena->peak / 1048576.0);
    }
    fishsim_world_destroy(world);
    printf("still lent at the end: %zu bytes\n", arena->lent);
    return status;
}

int main(int argc, char **argv)
{
    fishsim_error error = {0};
    struct arena arena = {malloc(ARENA_BYTES), 0, 0, 0, 0};
    fishsim_status status = FISHSIM_ERR_MEMORY;

    if (arena.block != NULL) {
        status = watch(argc > 1 ? argv[1] : "school.yaml", &arena, &error);
    }
    if (status != FISHSIM_OK) {
        fprintf(stderr, "own_allocator: %s\n",
                error.message[0] != '\0' ? error.message : fishsim_status_meaning(status));
    }
    free(arena.block);
    return status == FISHSIM_OK ? 0 : 1;
}
