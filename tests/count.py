"""Counts the tests of a meson run: python3 tests/count.py build/tests/meson-logs/testlog.json

A test program that speaks TAP counts once for each of its points, any other once. Names what failed
and what was skipped, each with its reason, and prints "passed failed skipped" as its last line.
"""
import json
import re
import sys

POINT = re.compile(r'(not )?ok\b\s*\d*\s*-?\s*([^#]*)(?:#\s*(skip)\S*\s*(.*))?', re.IGNORECASE)
GOOD = ('OK', 'EXPECTEDFAIL')


def tap_points(output):
    """(outcome, name, reason) of each point; what is said on '#' lines below a failure is why."""
    found, said = [], ''
    for line in output.splitlines():
        point = POINT.match(line)
        if point:
            bad, name, skip, reason = point.groups()
            if skip and not name:  # cmocka writes "not ok N # SKIP name", and knows no reason
                name, reason = reason, said
            outcome = 'skipped' if skip else 'failed' if bad else 'passed'
            found.append((outcome, name.strip(), reason or ''))
            said = ''
        elif line.startswith('#'):
            said = line[1:].strip()
            if said.startswith('skip: '):
                said = said[6:]
            elif found and found[-1][0] == 'failed' and not found[-1][2]:
                found[-1] = found[-1][:2] + (said,)
    return found


def points(test):
    """(outcome, name, reason) of each point of one test program."""
    name, result, output = test['name'], test['result'], test.get('stdout') or ''
    found = []
    if re.search(r'^(TAP version|\d+\.\.\d+)', output, re.MULTILINE):
        found = [(outcome, f'{name}: {point}', why) for outcome, point, why in tap_points(output)]
    outcomes = [outcome for outcome, _, _ in found]
    if result == 'SKIP' and not found:
        found.append(('skipped', name, (output.strip().splitlines() or [''])[-1]))
    elif result in GOOD and not found:
        found.append(('passed', name, ''))
    elif result not in GOOD + ('SKIP',) and 'failed' not in outcomes:
        if test.get('returncode') != 0 or 'skipped' not in outcomes:
            found.append(('failed', name, f'{result}, status {test.get("returncode")}'))
    return found


def main(log):
    count = {'passed': 0, 'failed': 0, 'skipped': 0}
    with open(log, encoding='utf-8') as lines:
        for line in lines:
            for outcome, name, reason in points(json.loads(line)):
                count[outcome] += 1
                if outcome != 'passed':
                    word = 'FAIL' if outcome == 'failed' else 'skip'
                    print(f'{word}  {name}: {reason or "no reason given"}')
    print(count['passed'], count['failed'], count['skipped'])


if __name__ == '__main__':
    main(sys.argv[1])
