"""Reads an exported world and event log with an Arrow library, and compares every value with the
columns and events read directly: python3 round_trip.py libfishsim.so (needs pyarrow)
"""
import array
import ctypes
import sys

import pyarrow

WORLD = b'''
world: {seed: 5, width_m: 40, height_m: 30, max_fish: 500}
calendar: {acceleration: 600}
species:
  anchovy: {base: bay_anchovy, minds: [couzin], start: {count: 120, weight_g: 2}}
'''
# FISHSIM_ELEMENT_*: Arrow type, and code of Python's array module.
ELEMENTS = {1: (pyarrow.uint8(), 'B'), 2: (pyarrow.uint16(), 'H'), 3: (pyarrow.uint32(), 'I'),
            4: (pyarrow.uint64(), 'Q'), 5: (pyarrow.int64(), 'q'), 6: (pyarrow.float32(), 'f')}
HIGHEST_COLUMN = 64


class Column(ctypes.Structure):
    _fields_ = [('struct_size', ctypes.c_uint32), ('element', ctypes.c_int32),
                ('data', ctypes.c_void_p), ('count', ctypes.c_uint64), ('stride', ctypes.c_uint64),
                ('name', ctypes.c_char_p), ('unit', ctypes.c_char_p), ('meaning', ctypes.c_char_p)]


class Sink(ctypes.Structure):
    _fields_ = [('struct_size', ctypes.c_uint32), ('frame_every', ctypes.c_uint32),
                ('kinds', ctypes.c_uint64), ('on_events', ctypes.c_void_p),
                ('on_frame', ctypes.c_void_p), ('user', ctypes.c_void_p),
                ('on_measures', ctypes.c_void_p)]


class Event(ctypes.Structure):
    _fields_ = [(name, kind) for kind, names in (
        (ctypes.c_uint64, ('sequence', 'tick', 'fish', 'other')), (ctypes.c_int64, ('energy_uj',)),
        (ctypes.c_float, ('x_m', 'y_m', 'z_m')),
        (ctypes.c_uint16, ('kind', 'cause', 'species', 'other_species')),
        (ctypes.c_uint32, ('value',))) for name in names]


class Error(ctypes.Structure):
    _fields_ = [('status', ctypes.c_int32), ('line', ctypes.c_uint32), ('column', ctypes.c_uint32),
                ('reserved', ctypes.c_uint32), ('message', ctypes.c_char * 496)]


class Fishsim:
    """The library, with every pointer passed as an address; a negative status is an exception."""

    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.fishsim_event_log_events.restype = ctypes.POINTER(Event)
        self.library.fishsim_world_digest.restype = ctypes.c_uint64

    def call(self, name, *arguments):
        error = Error()
        status = getattr(self.library, 'fishsim_' + name)(*arguments, ctypes.byref(error))
        if status:
            raise RuntimeError(f'{name}: {status} {error.message.decode()}')

    def make(self, name, *arguments):
        out = ctypes.c_void_p()
        self.call(name, *arguments, ctypes.byref(out))
        return out

    def destroy(self, noun, handle):
        getattr(self.library, f'fishsim_{noun}_destroy')(handle)

    def column(self, world, number):
        """Name, element and values of a column, or None where there is none of that number."""
        column = Column()
        self.library.fishsim_column_init(ctypes.byref(column),
                                         ctypes.c_size_t(ctypes.sizeof(column)))
        status = self.library.fishsim_world_get_column(world, ctypes.c_uint32(number),
                                                       ctypes.byref(column), None)
        if status:
            return None
        values = array.array(ELEMENTS[column.element][1])
        assert column.stride == values.itemsize
        values.frombytes(ctypes.string_at(column.data, column.count * column.stride))
        return column.name.decode(), column.element, values.tolist()


def same(what, found, wanted):
    if found != wanted:
        raise AssertionError(f'{what}: {found!r} instead of {wanted!r}')


def make_world(fishsim):
    config = fishsim.make('config_create', None)
    fishsim.call('config_load_text', config, WORLD, ctypes.c_size_t(len(WORLD)), None)
    world = fishsim.make('world_create', config, None)
    fishsim.destroy('config', config)
    log = fishsim.make('event_log_create', None, ctypes.c_uint64(1_000_000))
    sink = Sink()
    fishsim.library.fishsim_sink_init(ctypes.byref(sink), ctypes.c_size_t(ctypes.sizeof(sink)))
    fishsim.call('event_log_sink', log, ctypes.byref(sink))
    fishsim.call('world_add_sink', world, ctypes.byref(sink), None)
    fishsim.call('world_tick', world, ctypes.c_uint64(3000))
    return world, log


def check_world(fishsim, world):
    wanted = [column for number in range(HIGHEST_COLUMN)
              if (column := fishsim.column(world, number))]
    digest = fishsim.library.fishsim_world_digest(world)
    schema, data = ctypes.create_string_buffer(72), ctypes.create_string_buffer(80)
    fishsim.call('world_export_arrow', world, schema, data)
    batch = pyarrow.RecordBatch._import_from_c(ctypes.addressof(data), ctypes.addressof(schema))
    fishsim.destroy('world', world)  # what was exported owns its memory
    batch.validate(full=True)
    same('columns', batch.schema.names, [name for name, _, _ in wanted])
    for name, element, values in wanted:
        column = batch.column(name)
        same(f'type of {name}', column.type, ELEMENTS[element][0])
        same(f'nulls of {name}', column.null_count, 0)
        same(name, column.to_pylist(), values)
    metadata = {key.decode(): value.decode() for key, value in batch.schema.metadata.items()}
    same('tick', metadata['fishsim.tick'], '3000')
    same('seed', metadata['fishsim.seed'], '5')
    same('digest', int(metadata['fishsim.digest'], 16), digest)
    same('version', metadata['fishsim.version'].count('.'), 2)
    return batch.num_rows, batch.num_columns


def check_log(fishsim, log):
    count = ctypes.c_uint64()
    events = fishsim.library.fishsim_event_log_events(log, ctypes.byref(count))
    wanted = {name: [getattr(events[i], name) for i in range(count.value)]
              for name, _ in Event._fields_}
    stream = ctypes.create_string_buffer(40)
    fishsim.call('event_log_export_arrow', log, stream)
    fishsim.destroy('event_log', log)
    reader = pyarrow.RecordBatchReader._import_from_c(ctypes.addressof(stream))
    table = reader.read_all()
    table.validate(full=True)
    same('fields', table.schema.names, [name for name, _ in Event._fields_])
    for name, values in wanted.items():
        same(name, table.column(name).to_pylist(), values)
    return table.num_rows


def main(path):
    fishsim = Fishsim(path)
    world, log = make_world(fishsim)
    rows, columns = check_world(fishsim, world)
    events = check_log(fishsim, log)
    assert rows > 0 and events > 0
    print(f'{rows} fish in {columns} columns and {events} events are the same')


if __name__ == '__main__':
    main(sys.argv[1])
