"""Another implementation of protobuf reads what the library writes, and writes what it reads:
    python3 round_trip.py libfishsim.so PROTO_FOLDER (needs Python's protobuf, and protoc)

Messages of each kind that another program sends are made here and decoded by the library; messages
that the library makes from a living world are decoded here, and every event compared.
"""
import ctypes
import pathlib
import subprocess
import sys
import tempfile

WORLD = b'''
world: {seed: 7, width_m: 40, height_m: 30, max_fish: 600, temperature_c: 22}
calendar: {acceleration: 600}
species:
  anchovy: {base: bay_anchovy, minds: [evade, couzin], start: {count: 150, weight_g: 2}}
  bluefish: {base: bluefish, minds: [pursue, walk], start: {count: 5, weight_g: 60}}
web: {bluefish: {anchovy: 1}}
'''
KEYS = {1: 'born', 2: 'died', 3: 'bite', 4: 'spawned'}


class Event(ctypes.Structure):
    _fields_ = [(name, kind) for kind, names in (
        (ctypes.c_uint64, ('sequence', 'tick', 'fish', 'other')), (ctypes.c_int64, ('energy_uj',)),
        (ctypes.c_float, ('x_m', 'y_m', 'z_m')),
        (ctypes.c_uint16, ('kind', 'cause', 'species', 'other_species')),
        (ctypes.c_uint32, ('value',))) for name in names]


class Sink(ctypes.Structure):
    _fields_ = [('struct_size', ctypes.c_uint32), ('frame_every', ctypes.c_uint32),
                ('kinds', ctypes.c_uint64), ('on_events', ctypes.c_void_p),
                ('on_frame', ctypes.c_void_p), ('user', ctypes.c_void_p),
                ('on_measures', ctypes.c_void_p)]


class Error(ctypes.Structure):
    _fields_ = [('status', ctypes.c_int32), ('line', ctypes.c_uint32), ('column', ctypes.c_uint32),
                ('reserved', ctypes.c_uint32), ('message', ctypes.c_char * 496)]


def schema(folder):
    """The modules that protoc makes of the schema, imported."""
    files = sorted(pathlib.Path(folder, 'fishsim/v1').glob('*.proto'))
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(['protoc', f'--proto_path={folder}', f'--python_out={out}', *map(str, files)],
                       check=True)
        sys.path.insert(0, out)
        from fishsim.v1 import agent_pb2, control_pb2, envelope_pb2, monitoring_pb2, world_pb2
    return agent_pb2, control_pb2, envelope_pb2, monitoring_pb2, world_pb2


class Library:
    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        for name in ('fishsim_event_log_events', 'fishsim_wire_key'):
            getattr(self.c, name).restype = ctypes.c_void_p
        self.error = Error()

    def call(self, name, *arguments):
        status = getattr(self.c, name)(*arguments, ctypes.byref(self.error))
        if status:
            raise RuntimeError(f'{name}: {status}: {self.error.message.decode()}')

    def world(self):
        config, world, log = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
        sink = Sink()
        self.call('fishsim_config_create', None, ctypes.byref(config))
        self.call('fishsim_config_load_text', config, WORLD, ctypes.c_size_t(len(WORLD)), None)
        self.call('fishsim_world_create', config, None, ctypes.byref(world))
        self.call('fishsim_event_log_create', None, ctypes.c_uint64(100000), ctypes.byref(log))
        self.c.fishsim_sink_init(ctypes.byref(sink), ctypes.c_size_t(ctypes.sizeof(sink)))
        self.call('fishsim_event_log_sink', log, ctypes.byref(sink))
        self.call('fishsim_world_add_sink', world, ctypes.byref(sink), None)
        return world, log

    def encoder(self, world):
        encoder = ctypes.c_void_p()
        self.call('fishsim_wire_encoder_create', world, b'worker-1', b'reef', None,
                  ctypes.byref(encoder))
        return encoder

    def encode(self, name, encoder, *what):
        data, length = ctypes.c_void_p(), ctypes.c_uint64()
        self.call('fishsim_wire_encode_' + name, encoder, *what, ctypes.byref(data),
                  ctypes.byref(length))
        return ctypes.string_at(data.value, length.value)

    def decode(self, data):
        """The status of decoding; what is taken is given back at once."""
        message = ctypes.c_void_p()
        status = self.c.fishsim_wire_decode(data, ctypes.c_uint64(len(data)), None,
                                            ctypes.byref(message), ctypes.byref(self.error))
        self.c.fishsim_wire_message_destroy(message)
        return status


def events_come_out_as_they_happened(library, envelope_pb2, world_pb2):
    world, log = library.world()
    encoder = library.encoder(world)
    library.call('fishsim_world_tick', world, ctypes.c_uint64(4000))
    count = ctypes.c_uint64()
    first = library.c.fishsim_event_log_events(log, ctypes.byref(count))
    events = ctypes.cast(first, ctypes.POINTER(Event))
    seen = set()
    for i in range(count.value):
        event = events[i]
        library.call('fishsim_wire_encoder_stamp', encoder, ctypes.c_int64(5 + i),
                     ctypes.c_uint64(i))
        envelope = envelope_pb2.GenericEventRequest()
        envelope.ParseFromString(library.encode('event', encoder, ctypes.byref(event)))
        assert (envelope.worker_id, envelope.simulation_id) == ('worker-1', 'reef')
        assert (envelope.timestamp_ns, envelope.sequence) == (5 + i, i)
        kind = envelope.payload_format_hint.removeprefix('protobuf:fishsim.v1.')
        payload = getattr(world_pb2, kind)()
        payload.ParseFromString(envelope.event_payload)
        seen.add(kind)
        assert payload.event_sequence == event.sequence
        if kind == 'AgentEvent':
            assert envelope.event_type_key == f'sim.agent_{KEYS[event.kind]}.v1'
            assert payload.species == ('anchovy', 'bluefish')[event.species]
            for field in ('tick', 'fish', 'other', 'energy_uj', 'x_m', 'y_m', 'cause', 'value'):
                assert getattr(payload, field) == getattr(event, field), field
        else:
            value = payload.game_hour if kind == 'TickHourly' else payload.game_day
            assert (payload.tick_id, value) == (event.tick, event.value)
            assert payload.game_time_s == event.tick * 60
            assert payload.triggered_by == 'calendar'
    assert seen == {'AgentEvent', 'TickHourly', 'TickDaily'}, seen
    return world, encoder, count.value


def a_frame_has_every_fish(library, world, encoder, envelope_pb2, world_pb2):
    envelope = envelope_pb2.GenericEventRequest()
    envelope.ParseFromString(library.encode('frame', encoder, world, ctypes.c_uint64(1 << 40)))
    frame = world_pb2.WorldStateUpdate()
    frame.ParseFromString(envelope.event_payload)
    assert envelope.event_type_key == 'sim.world_state.v1'
    assert frame.fish == len(frame.id) == len(frame.x_m) == sum(s.fish for s in frame.species)
    assert len(set(frame.id)) == frame.fish and frame.tick == 4000
    assert all(0 <= x < frame.width_m for x in frame.x_m)
    return frame.fish


def what_others_send_is_taken(library, agent_pb2, control_pb2, envelope_pb2, monitoring_pb2):
    nan = float('nan')
    good = {
        'ai.agent_action.v1': agent_pb2.AgentAction(tick=3, agent=[7, 9], width=2,
                                                    value=[1, 2, 3, 4]),
        'ui.control.start.v1': control_pb2.StartSimulationCommand(
            scenario_yaml=WORLD, ticks=10,
            setting=[control_pb2.Setting(key='world.seed', value='8')]),
        'ui.control.sim.v1': control_pb2.ControlSimCommand(action='CONTROL_ACTION_STEP', ticks=5),
        'sim.status.v1': control_pb2.SimulationStatus(state='SIMULATION_STATE_PAUSED', failure=-5),
        'worker.ready.v1': monitoring_pb2.WorkerRegistrationInfo(running=1, simulation=['a']),
        'monitoring.critical.v1': monitoring_pb2.CriticalEvent(
            severity='SEVERITY_CRITICAL', name='LedgerOpen', summary='\u00e4'),
    }
    bad = [
        ('ai.agent_action.v1', agent_pb2.AgentAction(agent=[7], width=1, value=[nan])),
        ('ai.agent_action.v1', agent_pb2.AgentAction(agent=[7], width=2, value=[1])),
        ('ui.control.sim.v1', control_pb2.ControlSimCommand()),
        ('ui.control.sim.v1', control_pb2.ControlSimCommand(action=99)),
        ('monitoring.critical.v1', monitoring_pb2.CriticalEvent(name='a\0b')),
        ('sim.unheard_of.v1', monitoring_pb2.CriticalEvent()),
    ]

    def wrapped(key, payload, simulation='reef'):
        return envelope_pb2.GenericEventRequest(
            event_type_key=key, event_payload=payload.SerializeToString(), worker_id='ui',
            simulation_id=simulation, sequence=1).SerializeToString()

    for key, payload in good.items():
        assert library.decode(wrapped(key, payload)) == 0, (key, library.error.message)
        for simulation in ('../../etc', 'a b', 'a\r\nb', 'x' * 65):
            assert library.decode(wrapped(key, payload, simulation)) < 0, simulation
    for key, payload in bad:
        assert library.decode(wrapped(key, payload)) < 0, (key, payload)
    return len(good), len(bad)


def main(path, folder):
    agent_pb2, control_pb2, envelope_pb2, monitoring_pb2, world_pb2 = schema(folder)
    library = Library(path)
    world, encoder, events = events_come_out_as_they_happened(library, envelope_pb2, world_pb2)
    fish = a_frame_has_every_fish(library, world, encoder, envelope_pb2, world_pb2)
    good, bad = what_others_send_is_taken(library, agent_pb2, control_pb2, envelope_pb2,
                                          monitoring_pb2)
    print(f'{events} events and a frame of {fish} fish read; {good} messages taken, {bad} refused')


if __name__ == '__main__':
    main(*sys.argv[1:])
