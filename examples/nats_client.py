"""Messages of libfishsim for Python programs on NATS, from the schema of proto/fishsim/v1.

Needs nats-py and protobuf, and protoc for the first run:
    sh tools/python.sh nats-py:nats protobuf==4.21.12:google.protobuf
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PROTO = pathlib.Path(__file__).resolve().parent.parent / 'proto'


def compile_schema(out):
    """Lets protoc make the modules of the schema in a folder, and puts that on the path: beside the
    Python package of the library, where that is installed."""
    files = sorted(str(path) for path in (PROTO / 'fishsim' / 'v1').glob('*.proto'))
    subprocess.run(['protoc', f'--proto_path={PROTO}', f'--python_out={out}', *files], check=True)
    sys.path.insert(0, out)
    import fishsim
    if os.path.join(out, 'fishsim') not in fishsim.__path__:
        fishsim.__path__.append(os.path.join(out, 'fishsim'))


with tempfile.TemporaryDirectory(prefix='fishsim-proto-') as folder:
    compile_schema(folder)
    from fishsim.v1 import agent_pb2, control_pb2, envelope_pb2, monitoring_pb2, world_pb2

MESSAGES = {
    'sim.world_state.v1': world_pb2.WorldStateUpdate,
    'sim.agent_born.v1': world_pb2.AgentEvent,
    'sim.agent_died.v1': world_pb2.AgentEvent,
    'sim.agent_thinned.v1': world_pb2.AgentEvent,
    'sim.agent_bite.v1': world_pb2.AgentEvent,
    'sim.agent_spawned.v1': world_pb2.AgentEvent,
    'sim.tick.hourly.v1': world_pb2.TickHourly,
    'sim.tick.daily.v1': world_pb2.TickDaily,
    'sim.status.v1': control_pb2.SimulationStatus,
    'sim.agent_observation.v1': agent_pb2.AgentObservation,
    'sim.agent_reward.v1': agent_pb2.AgentReward,
    'ai.agent_action.v1': agent_pb2.AgentAction,
    'ui.control.start.v1': control_pb2.StartSimulationCommand,
    'ui.control.sim.v1': control_pb2.ControlSimCommand,
    'worker.ready.v1': monitoring_pb2.WorkerRegistrationInfo,
    'monitoring.critical.v1': monitoring_pb2.CriticalEvent,
}
KEYS = {message: key for key, message in MESSAGES.items() if message is not world_pb2.AgentEvent}
# Sequences of a sender must rise, also when it starts anew.
_sequence = time.time_ns()


def pack(payload, sender, simulation=''):
    """The bytes of a message: an envelope around a payload."""
    global _sequence
    _sequence += 1
    kind = type(payload)
    return envelope_pb2.GenericEventRequest(
        event_type_key=KEYS[kind], event_payload=payload.SerializeToString(),
        payload_format_hint=f'protobuf:{kind.DESCRIPTOR.full_name}', timestamp_ns=time.time_ns(),
        worker_id=sender, simulation_id=simulation, sequence=_sequence).SerializeToString()


def unpack(data):
    """(envelope, payload) of a message."""
    envelope = envelope_pb2.GenericEventRequest.FromString(data)
    return envelope, MESSAGES[envelope.event_type_key].FromString(envelope.event_payload)


async def start(connection, simulation, scenario='', sender='ui', timeout=10, settings=None, **more):
    """Asks any worker to start a simulation; the status that it answers with."""
    command = control_pb2.StartSimulationCommand(
        scenario_yaml=scenario, setting=[control_pb2.Setting(key=key, value=value)
                                         for key, value in (settings or {}).items()], **more)
    answer = await connection.request('worker.start', pack(command, sender, simulation), timeout)
    return unpack(answer.data)[1]


async def control(connection, simulation, action, sender='ui', timeout=10, **more):
    """Steers a simulation: PAUSE, RESUME, STOP, STEP, SET_SPEED or GET_STATUS."""
    command = control_pb2.ControlSimCommand(action=f'CONTROL_ACTION_{action}', **more)
    answer = await connection.request(f'control.{simulation}', pack(command, sender, simulation),
                                      timeout)
    return unpack(answer.data)[1]
