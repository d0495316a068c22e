/* SPDX-License-Identifier: MIT */
/*
 * The layout of every public struct, as it was when the struct was first released: AT names the
 * place and size of each field. A field may be added at the tail, with a line here; a line that is
 * here never changes within a soname. Compiling this file is the test. Layouts of 64-bit machines.
 */
#include <fishsim/fishsim.h>

#define AT(type, field, offset, size)                                                              \
    _Static_assert(offsetof(type, field) == (offset) && sizeof(((type *)0)->field) == (size),      \
                   #type "." #field " has moved or changed: fields may only be added at the tail")
#define SIZE(type, size)                                                                           \
    _Static_assert(sizeof(type) == (size), #type " has another size: add its new fields here")

#if UINTPTR_MAX == UINT64_MAX
AT(fishsim_error, status, 0, 4);
AT(fishsim_error, line, 4, 4);
AT(fishsim_error, column, 8, 4);
AT(fishsim_error, reserved, 12, 4);
AT(fishsim_error, message, 16, 496);
SIZE(fishsim_error, 512);

AT(fishsim_hooks, struct_size, 0, 4);
AT(fishsim_hooks, reserved, 4, 4);
AT(fishsim_hooks, allocate, 8, 8);
AT(fishsim_hooks, release, 16, 8);
AT(fishsim_hooks, memory_user, 24, 8);
AT(fishsim_hooks, log, 32, 8);
AT(fishsim_hooks, log_user, 40, 8);
AT(fishsim_hooks, broken, 48, 8);
AT(fishsim_hooks, broken_user, 56, 8);
AT(fishsim_hooks, execute, 64, 8);
AT(fishsim_hooks, execute_user, 72, 8);
SIZE(fishsim_hooks, 80);

AT(fishsim_key, struct_size, 0, 4);
AT(fishsim_key, type, 4, 4);
AT(fishsim_key, minimum, 8, 8);
AT(fishsim_key, maximum, 16, 8);
AT(fishsim_key, path, 24, 8);
AT(fishsim_key, default_value, 32, 8);
AT(fishsim_key, choices, 40, 8);
AT(fishsim_key, unit, 48, 8);
AT(fishsim_key, meaning, 56, 8);
SIZE(fishsim_key, 64);

AT(fishsim_world_info, struct_size, 0, 4);
AT(fishsim_world_info, dims, 4, 4);
AT(fishsim_world_info, seed, 8, 8);
AT(fishsim_world_info, tick, 16, 8);
AT(fishsim_world_info, fish, 24, 8);
AT(fishsim_world_info, births, 32, 8);
AT(fishsim_world_info, deaths, 40, 8);
AT(fishsim_world_info, births_refused, 48, 8);
AT(fishsim_world_info, agent_steps, 56, 8);
AT(fishsim_world_info, width_m, 64, 8);
AT(fishsim_world_info, height_m, 72, 8);
AT(fishsim_world_info, tick_seconds, 80, 8);
AT(fishsim_world_info, calendar_seconds_per_tick, 88, 8);
AT(fishsim_world_info, calendar_seconds, 96, 8);
AT(fishsim_world_info, temperature_c, 104, 8);
AT(fishsim_world_info, species, 112, 4);
AT(fishsim_world_info, walls, 116, 4);
AT(fishsim_world_info, hour, 120, 4);
AT(fishsim_world_info, day, 124, 4);
AT(fishsim_world_info, depth_m, 128, 8);
AT(fishsim_world_info, population, 136, 8);
SIZE(fishsim_world_info, 144);

AT(fishsim_species_info, struct_size, 0, 4);
AT(fishsim_species_info, color_rgb, 4, 4);
AT(fishsim_species_info, name, 8, 32);
AT(fishsim_species_info, label, 40, 128);
AT(fishsim_species_info, fish, 168, 8);
AT(fishsim_species_info, births, 176, 8);
AT(fishsim_species_info, deaths, 184, 128);
AT(fishsim_species_info, bites, 312, 8);
AT(fishsim_species_info, soma_uj, 320, 8);
AT(fishsim_species_info, gut_uj, 328, 8);
AT(fishsim_species_info, repro_uj, 336, 8);
AT(fishsim_species_info, biomass_g, 344, 8);
AT(fishsim_species_info, energy_density_j_per_g, 352, 8);
AT(fishsim_species_info, rows, 360, 8);
SIZE(fishsim_species_info, 368);

AT(fishsim_column, struct_size, 0, 4);
AT(fishsim_column, element, 4, 4);
AT(fishsim_column, data, 8, 8);
AT(fishsim_column, count, 16, 8);
AT(fishsim_column, stride, 24, 8);
AT(fishsim_column, name, 32, 8);
AT(fishsim_column, unit, 40, 8);
AT(fishsim_column, meaning, 48, 8);
SIZE(fishsim_column, 56);

AT(fishsim_field, struct_size, 0, 4);
AT(fishsim_field, columns, 4, 4);
AT(fishsim_field, rows, 8, 4);
AT(fishsim_field, reserved, 12, 4);
AT(fishsim_field, energy_uj, 16, 8);
AT(fishsim_field, cell_width_m, 24, 8);
AT(fishsim_field, cell_height_m, 32, 8);
AT(fishsim_field, capacity_uj, 40, 8);
SIZE(fishsim_field, 48);

AT(fishsim_energy, joules, 0, 8);
AT(fishsim_energy, microjoules, 8, 8);
SIZE(fishsim_energy, 16);

AT(fishsim_ledger, struct_size, 0, 4);
AT(fishsim_ledger, reserved, 4, 4);
AT(fishsim_ledger, start, 8, 16);
AT(fishsim_ledger, residual, 24, 16);
AT(fishsim_ledger, entry, 40, 208);
SIZE(fishsim_ledger, 248);

AT(fishsim_system, struct_size, 0, 4);
AT(fishsim_system, every, 4, 4);
AT(fishsim_system, run, 8, 8);
AT(fishsim_system, user, 16, 8);
SIZE(fishsim_system, 24);

AT(fishsim_event, sequence, 0, 8);
AT(fishsim_event, tick, 8, 8);
AT(fishsim_event, fish, 16, 8);
AT(fishsim_event, other, 24, 8);
AT(fishsim_event, energy_uj, 32, 8);
AT(fishsim_event, x_m, 40, 4);
AT(fishsim_event, y_m, 44, 4);
AT(fishsim_event, z_m, 48, 4);
AT(fishsim_event, kind, 52, 2);
AT(fishsim_event, cause, 54, 2);
AT(fishsim_event, species, 56, 2);
AT(fishsim_event, other_species, 58, 2);
AT(fishsim_event, value, 60, 4);
SIZE(fishsim_event, 64);

AT(fishsim_sink, struct_size, 0, 4);
AT(fishsim_sink, frame_every, 4, 4);
AT(fishsim_sink, kinds, 8, 8);
AT(fishsim_sink, on_events, 16, 8);
AT(fishsim_sink, on_frame, 24, 8);
AT(fishsim_sink, user, 32, 8);
AT(fishsim_sink, on_measures, 40, 8);
SIZE(fishsim_sink, 48);

AT(fishsim_measures, struct_size, 0, 4);
AT(fishsim_measures, species, 4, 4);
AT(fishsim_measures, value, 8, 256);
SIZE(fishsim_measures, 264);

AT(fishsim_flows, struct_size, 0, 4);
AT(fishsim_flows, species, 4, 4);
AT(fishsim_flows, trophic_level, 8, 8);
AT(fishsim_flows, flow, 16, 384);
SIZE(fishsim_flows, 400);

AT(fishsim_run_status, struct_size, 0, 4);
AT(fishsim_run_status, state, 4, 4);
AT(fishsim_run_status, tick, 8, 8);
AT(fishsim_run_status, last_tick, 16, 8);
AT(fishsim_run_status, fish, 24, 8);
AT(fishsim_run_status, progress, 32, 8);
AT(fishsim_run_status, speed_limit, 40, 8);
AT(fishsim_run_status, ticks_per_second, 48, 8);
AT(fishsim_run_status, failure, 56, 4);
AT(fishsim_run_status, reserved, 60, 4);
SIZE(fishsim_run_status, 64);

AT(struct ArrowSchema, format, 0, 8);
AT(struct ArrowSchema, name, 8, 8);
AT(struct ArrowSchema, metadata, 16, 8);
AT(struct ArrowSchema, flags, 24, 8);
AT(struct ArrowSchema, n_children, 32, 8);
AT(struct ArrowSchema, children, 40, 8);
AT(struct ArrowSchema, dictionary, 48, 8);
AT(struct ArrowSchema, release, 56, 8);
AT(struct ArrowSchema, private_data, 64, 8);
SIZE(struct ArrowSchema, 72);

AT(struct ArrowArray, length, 0, 8);
AT(struct ArrowArray, null_count, 8, 8);
AT(struct ArrowArray, offset, 16, 8);
AT(struct ArrowArray, n_buffers, 24, 8);
AT(struct ArrowArray, n_children, 32, 8);
AT(struct ArrowArray, buffers, 40, 8);
AT(struct ArrowArray, children, 48, 8);
AT(struct ArrowArray, dictionary, 56, 8);
AT(struct ArrowArray, release, 64, 8);
AT(struct ArrowArray, private_data, 72, 8);
SIZE(struct ArrowArray, 80);

AT(struct ArrowArrayStream, get_schema, 0, 8);
AT(struct ArrowArrayStream, get_next, 8, 8);
AT(struct ArrowArrayStream, get_last_error, 16, 8);
AT(struct ArrowArrayStream, release, 24, 8);
AT(struct ArrowArrayStream, private_data, 32, 8);
SIZE(struct ArrowArrayStream, 40);
AT(fishsim_wire_envelope, struct_size, 0, 4);
AT(fishsim_wire_envelope, kind, 4, 4);
AT(fishsim_wire_envelope, sequence, 8, 8);
AT(fishsim_wire_envelope, timestamp_ns, 16, 8);
AT(fishsim_wire_envelope, payload, 24, 8);
AT(fishsim_wire_envelope, payload_bytes, 32, 8);
AT(fishsim_wire_envelope, worker_id, 40, 72);
AT(fishsim_wire_envelope, simulation_id, 112, 72);
SIZE(fishsim_wire_envelope, 184);

AT(fishsim_wire_frame, struct_size, 0, 4);
AT(fishsim_wire_frame, stride, 4, 4);
AT(fishsim_wire_frame, tick, 8, 8);
AT(fishsim_wire_frame, fish, 16, 8);
AT(fishsim_wire_frame, count, 24, 8);
AT(fishsim_wire_frame, calendar_seconds, 32, 8);
AT(fishsim_wire_frame, width_m, 40, 8);
AT(fishsim_wire_frame, height_m, 48, 8);
AT(fishsim_wire_frame, id, 56, 8);
AT(fishsim_wire_frame, species, 64, 8);
AT(fishsim_wire_frame, x_m, 72, 8);
AT(fishsim_wire_frame, y_m, 80, 8);
AT(fishsim_wire_frame, z_m, 88, 8);
AT(fishsim_wire_frame, heading_x, 96, 8);
AT(fishsim_wire_frame, heading_y, 104, 8);
AT(fishsim_wire_frame, heading_z, 112, 8);
AT(fishsim_wire_frame, speed_m_per_s, 120, 8);
AT(fishsim_wire_frame, length_cm, 128, 8);
AT(fishsim_wire_frame, weight_g, 136, 8);
AT(fishsim_wire_frame, worth, 144, 8);
SIZE(fishsim_wire_frame, 152);

AT(fishsim_wire_species, struct_size, 0, 4);
AT(fishsim_wire_species, reserved, 4, 4);
AT(fishsim_wire_species, name, 8, 8);
AT(fishsim_wire_species, fish, 16, 8);
AT(fishsim_wire_species, births, 24, 8);
AT(fishsim_wire_species, deaths, 32, 8);
AT(fishsim_wire_species, biomass_g, 40, 8);
AT(fishsim_wire_species, trophic_level, 48, 8);
AT(fishsim_wire_species, flow_j, 56, 8);
AT(fishsim_wire_species, flows, 64, 8);
SIZE(fishsim_wire_species, 72);

AT(fishsim_wire_agents, struct_size, 0, 4);
AT(fishsim_wire_agents, kind, 4, 4);
AT(fishsim_wire_agents, tick, 8, 8);
AT(fishsim_wire_agents, agents, 16, 4);
AT(fishsim_wire_agents, width, 20, 4);
AT(fishsim_wire_agents, agent, 24, 8);
AT(fishsim_wire_agents, value, 32, 8);
AT(fishsim_wire_agents, terminated, 40, 8);
AT(fishsim_wire_agents, truncated, 48, 8);
SIZE(fishsim_wire_agents, 56);

AT(fishsim_wire_start, struct_size, 0, 4);
AT(fishsim_wire_start, settings, 4, 4);
AT(fishsim_wire_start, scenario, 8, 8);
AT(fishsim_wire_start, key, 16, 8);
AT(fishsim_wire_start, value, 24, 8);
AT(fishsim_wire_start, ticks, 32, 8);
AT(fishsim_wire_start, ticks_per_second, 40, 8);
AT(fishsim_wire_start, paused, 48, 4);
AT(fishsim_wire_start, resume, 52, 4);
SIZE(fishsim_wire_start, 56);

AT(fishsim_wire_control, struct_size, 0, 4);
AT(fishsim_wire_control, action, 4, 4);
AT(fishsim_wire_control, ticks, 8, 8);
AT(fishsim_wire_control, ticks_per_second, 16, 8);
SIZE(fishsim_wire_control, 24);

AT(fishsim_wire_status, struct_size, 0, 4);
AT(fishsim_wire_status, state, 4, 4);
AT(fishsim_wire_status, previous_state, 8, 4);
AT(fishsim_wire_status, failure, 12, 4);
AT(fishsim_wire_status, event_sequence, 16, 8);
AT(fishsim_wire_status, tick, 24, 8);
AT(fishsim_wire_status, last_tick, 32, 8);
AT(fishsim_wire_status, fish, 40, 8);
AT(fishsim_wire_status, digest, 48, 8);
AT(fishsim_wire_status, events, 56, 8);
AT(fishsim_wire_status, progress, 64, 8);
AT(fishsim_wire_status, speed_limit, 72, 8);
AT(fishsim_wire_status, ticks_per_second, 80, 8);
AT(fishsim_wire_status, message, 88, 8);
SIZE(fishsim_wire_status, 96);

AT(fishsim_wire_registration, struct_size, 0, 4);
AT(fishsim_wire_registration, capacity, 4, 4);
AT(fishsim_wire_registration, running, 8, 4);
AT(fishsim_wire_registration, reserved, 12, 4);
AT(fishsim_wire_registration, library_version, 16, 8);
AT(fishsim_wire_registration, simulation, 24, 8);
AT(fishsim_wire_registration, started_ns, 32, 8);
AT(fishsim_wire_registration, reconnects, 40, 8);
SIZE(fishsim_wire_registration, 48);

AT(fishsim_wire_critical, struct_size, 0, 4);
AT(fishsim_wire_critical, severity, 4, 4);
AT(fishsim_wire_critical, name, 8, 8);
AT(fishsim_wire_critical, summary, 16, 8);
AT(fishsim_wire_critical, tick, 24, 8);
AT(fishsim_wire_critical, resolved, 32, 4);
AT(fishsim_wire_critical, reserved, 36, 4);
AT(fishsim_wire_critical, species, 40, 8);
SIZE(fishsim_wire_critical, 48);

AT(fishsim_agents_info, struct_size, 0, 4);
AT(fishsim_agents_info, slots, 4, 4);
AT(fishsim_agents_info, live, 8, 4);
AT(fishsim_agents_info, observation_size, 12, 4);
AT(fishsim_agents_info, blocks, 16, 4);
AT(fishsim_agents_info, action_space, 20, 4);
AT(fishsim_agents_info, ticks_per_action, 24, 4);
AT(fishsim_agents_info, reserved, 28, 4);
AT(fishsim_agents_info, episode_ticks, 32, 8);
AT(fishsim_agents_info, admitted, 40, 8);
AT(fishsim_agents_info, refused, 48, 8);
AT(fishsim_agents_info, score_random, 56, 8);
AT(fishsim_agents_info, score_scripted, 64, 8);
SIZE(fishsim_agents_info, 72);

AT(fishsim_block, struct_size, 0, 4);
AT(fishsim_block, offset, 4, 4);
AT(fishsim_block, rows, 8, 4);
AT(fishsim_block, columns, 12, 4);
AT(fishsim_block, low, 16, 4);
AT(fishsim_block, high, 20, 4);
AT(fishsim_block, name, 24, 8);
AT(fishsim_block, unit, 32, 8);
AT(fishsim_block, meaning, 40, 8);
SIZE(fishsim_block, 48);

AT(fishsim_host_mind, struct_size, 0, 4);
AT(fishsim_host_mind, reserved, 4, 4);
AT(fishsim_host_mind, decide, 8, 8);
AT(fishsim_host_mind, user, 16, 8);
SIZE(fishsim_host_mind, 24);

AT(fishsim_batch_options, struct_size, 0, 4);
AT(fishsim_batch_options, worlds, 4, 4);
AT(fishsim_batch_options, autoreset, 8, 4);
AT(fishsim_batch_options, threads, 12, 4);
AT(fishsim_batch_options, scenarios, 16, 8);
AT(fishsim_batch_options, seeds, 24, 8);
SIZE(fishsim_batch_options, 32);

AT(fishsim_batch_buffers, struct_size, 0, 4);
AT(fishsim_batch_buffers, reserved, 4, 4);
AT(fishsim_batch_buffers, actions, 8, 8);
AT(fishsim_batch_buffers, choices, 16, 8);
AT(fishsim_batch_buffers, observations, 24, 8);
AT(fishsim_batch_buffers, rewards, 32, 8);
AT(fishsim_batch_buffers, terms, 40, 8);
AT(fishsim_batch_buffers, terminated, 48, 8);
AT(fishsim_batch_buffers, truncated, 56, 8);
AT(fishsim_batch_buffers, alive, 64, 8);
AT(fishsim_batch_buffers, ids, 72, 8);
AT(fishsim_batch_buffers, generations, 80, 8);
AT(fishsim_batch_buffers, masks, 88, 8);
AT(fishsim_batch_buffers, final_observations, 96, 8);
AT(fishsim_batch_buffers, ended, 104, 8);
AT(fishsim_batch_buffers, statistics, 112, 8);
SIZE(fishsim_batch_buffers, 120);
#endif
