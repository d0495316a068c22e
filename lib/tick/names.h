/* SPDX-License-Identifier: MIT */
/*
 * names.h: what is compiled once for each kernel gets the kernel's name as a suffix: tick_move
 * becomes tick_move_avx2. The scalar kernel keeps the plain names.
 *
 * Included before all else, by the compiler's command line (lib/meson.build), in the sources of the
 * kernels that have lanes. A new function that is shared by two of these sources gets its line.
 */
#ifndef FISHSIM_LIB_NAMES_H
#define FISHSIM_LIB_NAMES_H

#define FISHSIM_JOIN(name, kernel)  name##_##kernel
#define FISHSIM_JOIN2(name, kernel) FISHSIM_JOIN(name, kernel)
#define FISHSIM_OF_KERNEL(name)     FISHSIM_JOIN2(name, FISHSIM_KERNEL)

#define tick_phases           FISHSIM_OF_KERNEL(tick_phases)
#define tick_index            FISHSIM_OF_KERNEL(tick_index)
#define leave_carcasses       FISHSIM_OF_KERNEL(leave_carcasses)
#define mind_follow           FISHSIM_OF_KERNEL(mind_follow)
#define mind_follow_all       FISHSIM_OF_KERNEL(mind_follow_all)
#define tick_plan             FISHSIM_OF_KERNEL(tick_plan)
#define tick_decide           FISHSIM_OF_KERNEL(tick_decide)
#define tick_move             FISHSIM_OF_KERNEL(tick_move)
#define tick_bite             FISHSIM_OF_KERNEL(tick_bite)
#define tick_graze            FISHSIM_OF_KERNEL(tick_graze)
#define tick_grow             FISHSIM_OF_KERNEL(tick_grow)
#define tick_die              FISHSIM_OF_KERNEL(tick_die)
#define tick_fields           FISHSIM_OF_KERNEL(tick_fields)
#define for_each_species_rows FISHSIM_OF_KERNEL(for_each_species_rows)
#define die_of                FISHSIM_OF_KERNEL(die_of)
#define flows_begin           FISHSIM_OF_KERNEL(flows_begin)
#define species_number        FISHSIM_OF_KERNEL(species_number)
#define mind_rule             FISHSIM_OF_KERNEL(mind_rule)
#define mind_attraction_reach FISHSIM_OF_KERNEL(mind_attraction_reach)
#define mind_blind_cos        FISHSIM_OF_KERNEL(mind_blind_cos)
#define mind_finish           FISHSIM_OF_KERNEL(mind_finish)
#define mind_suits            FISHSIM_OF_KERNEL(mind_suits)
#define MIND_BOIDS_RULE       FISHSIM_OF_KERNEL(MIND_BOIDS_RULE)
#define MIND_COUZIN_RULE      FISHSIM_OF_KERNEL(MIND_COUZIN_RULE)
#define MIND_EVADE_RULE       FISHSIM_OF_KERNEL(MIND_EVADE_RULE)
#define MIND_KATZ_RULE        FISHSIM_OF_KERNEL(MIND_KATZ_RULE)
#define MIND_PURSUE_RULE      FISHSIM_OF_KERNEL(MIND_PURSUE_RULE)
#define MIND_VICSEK_RULE      FISHSIM_OF_KERNEL(MIND_VICSEK_RULE)
#define MIND_WALK_RULE        FISHSIM_OF_KERNEL(MIND_WALK_RULE)
#define grid_index            FISHSIM_OF_KERNEL(grid_index)
#define scan_begin_box        FISHSIM_OF_KERNEL(scan_begin_box)
#define scan_begin            FISHSIM_OF_KERNEL(scan_begin)
#define scan_next_across      FISHSIM_OF_KERNEL(scan_next_across)
#define fish_permute          FISHSIM_OF_KERNEL(fish_permute)
#define fish_hash             FISHSIM_OF_KERNEL(fish_hash)
#define perceive_rows         FISHSIM_OF_KERNEL(perceive_rows)
#define open_ladder           FISHSIM_OF_KERNEL(open_ladder)
#define find_nearest          FISHSIM_OF_KERNEL(find_nearest)
#define finish_nearest        FISHSIM_OF_KERNEL(finish_nearest)
#define find_hits             FISHSIM_OF_KERNEL(find_hits)
#define find_turns            FISHSIM_OF_KERNEL(find_turns)
#define keep_rays             FISHSIM_OF_KERNEL(keep_rays)
#define finish_rays           FISHSIM_OF_KERNEL(finish_rays)
#define feel                  FISHSIM_OF_KERNEL(feel)
#define finish_lateral_line   FISHSIM_OF_KERNEL(finish_lateral_line)
#define write_own             FISHSIM_OF_KERNEL(write_own)
#define write_plankton        FISHSIM_OF_KERNEL(write_plankton)

#endif
