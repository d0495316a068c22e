/* SPDX-License-Identifier: MIT */
/*
 * kernel.c: the kernels of this build, and the tick of a world by the one that it has.
 *
 * fishsim_world_tick is called by the host and by run/run.c. A tick that fails leaves the world
 * dead.
 */
#include "tick/kernel.h"

#include "mind/mind.h"
#include "tick/tick.h"

#ifdef FISHSIM_AVX
#include <cpuid.h>
#endif

/* What is compiled more than once bears the name of its kernel, see names.h. */
#define DECLARE(name)                                                                              \
    fishsim_status tick_phases_##name(fishsim_world *world, fishsim_error *error);                 \
    void tick_index_##name(fishsim_world *world);                                                  \
    const struct mind_rule *mind_rule_##name(uint32_t kind);                                       \
    struct fish_hash fish_hash_##name(const struct fish *fish, uint32_t begin, uint32_t end);      \
    void perceive_rows_##name(const fishsim_world *world, const struct moment *moment,             \
                              const struct perceived *perceived);
#define KERNEL(kind, runs)                                                                         \
    {                                                                                              \
        .name = #kind, .runs_here = runs, .tick = tick_phases_##kind, .index = tick_index_##kind,  \
        .mind_rule = mind_rule_##kind, .fish_hash = fish_hash_##kind,                              \
        .perceive = perceive_rows_##kind                                                           \
    }

static bool everywhere(void)
{
    return true;
}

#ifdef FISHSIM_V128
DECLARE(v128)
#endif

#ifdef FISHSIM_AVX
DECLARE(avx2)
DECLARE(avx512)

/*
 * Whether the processor has the instructions of leaf 7's EBX, and the system keeps the registers of
 * XCR0 (Intel, Software Developer's Manual, volume 1, chapters 14 and 15). The compilers' own test
 * would bring writable data and a constructor into the library.
 */
static bool has(uint32_t features, uint32_t registers)
{
    enum { OSXSAVE = 1 << 27 };
    uint32_t eax, ebx, ecx, edx;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & OSXSAVE))
        return false;
    __asm__("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
    if ((eax & registers) != registers || !__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
        return false;
    return (ebx & features) == features;
}

static bool has_avx2(void)
{
    return has(1u << 5, 0x6);
}

/* F, DQ, BW and VL. */
static bool has_avx512(void)
{
    return has(1u << 5 | 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31, 0xe6);
}
#endif

/* From the narrowest to the widest, in the order of enum engine_kernel. */
static const struct kernel KERNELS[] = {
    [KERNEL_SCALAR] = {.name = "scalar",
                       .runs_here = everywhere,
                       .tick = tick_phases,
                       .index = tick_index,
                       .mind_rule = mind_rule,
                       .fish_hash = fish_hash,
                       .perceive = perceive_rows},
#ifdef FISHSIM_V128
    [KERNEL_V128] = KERNEL(v128, everywhere),
#endif
#ifdef FISHSIM_AVX
    [KERNEL_AVX2] = KERNEL(avx2, has_avx2),
    [KERNEL_AVX512] = KERNEL(avx512, has_avx512),
#endif
};

const struct kernel *kernel_choose(uint32_t wanted)
{
    uint32_t widest = sizeof KERNELS / sizeof KERNELS[0] - 1;
    uint32_t kind = wanted == KERNEL_AUTO || wanted > widest ? widest : wanted;
    while (!KERNELS[kind].runs_here())
        kind--;
    return &KERNELS[kind];
}

fishsim_status fishsim_world_tick(fishsim_world *world, uint64_t ticks, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_tick: world is NULL");
    if (world->dead)
        return fail(error, FISHSIM_ERR_STATE, "the world died in tick %llu",
                    (unsigned long long)world->tick);
    if (world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "a world cannot tick from inside a tick");
    for (uint64_t i = 0; i < ticks; i++) {
        world->inside = INSIDE_TICK;
        fishsim_status status = world->kernel->tick(world, error);
        world->inside = INSIDE_NOTHING;
        if (status) {
            world->dead = true;
            return status;
        }
    }
    return FISHSIM_OK;
}
