"""Is today's schema one that readers and writers of the accepted one can live with?
    python3 compatible.py PROTO_FOLDER schema.binpb [--accept]     (needs Python's protobuf, protoc)

schema.binpb is the set of descriptors that was agreed on. Messages, fields, enums and enum values may
be added. What is there keeps its number, name, type and label, and may not go.
"""
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2


def compiled(folder):
    files = sorted(pathlib.Path(folder, 'fishsim/v1').glob('*.proto'))
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(['protoc', f'--proto_path={folder}', f'--descriptor_set_out={out.name}',
                        *map(str, files)], check=True)
        return pathlib.Path(out.name).read_bytes()


def contents(binary):
    """{place: what must not change} of every message, field, enum and enum value."""
    found = {}
    for file in descriptor_pb2.FileDescriptorSet.FromString(binary).file:
        for message in file.message_type:
            name = f'{file.package}.{message.name}'
            found[name] = 'message'
            for field in message.field:
                found[f'{name} field {field.number}'] = (
                    field.name, field.type, field.label, field.type_name, field.options.packed)
        for enum in file.enum_type:
            name = f'{file.package}.{enum.name}'
            found[name] = 'enum'
            for value in enum.value:
                found[f'{name} value {value.number}'] = value.name
    return found


def breaks(before, after):
    return [f'{place}: was {what}, is {after.get(place, "gone")}'
            for place, what in before.items() if after.get(place) != what]


def finds_what_breaks(binary):
    """The check itself must be able to fail: a field taken away, and one of another type."""
    before = contents(binary)
    changed = descriptor_pb2.FileDescriptorSet.FromString(binary)
    message = changed.file[0].message_type[0]
    message.field[0].type = descriptor_pb2.FieldDescriptorProto.TYPE_BOOL
    del message.field[1]
    assert len(breaks(before, contents(changed.SerializeToString()))) == 2


def main(folder, accepted, accept=None):
    binary = compiled(folder)
    path = pathlib.Path(accepted)
    if accept == '--accept':
        path.write_bytes(binary)
        return 0
    finds_what_breaks(binary)
    before, after = contents(path.read_bytes()), contents(binary)
    broken = breaks(before, after)
    for line in broken:
        print(line)
    print(f'{len(before)} places, {len(after) - len(before) + len(broken)} new, {len(broken)} broken')
    return 1 if broken else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
