"""Counts the tests of a meson run: python3 tests/count.py build/tests/meson-logs/testlog.json

A test program that speaks TAP counts once for each of its points, any other once. Names what failed
and what was skipped, and prints "passed failed skipped" as its last line.
"""
import json
import re
import sys

POINT = re.compile(r'^(not )?ok\b[ \t]*\d*[ \t]*-?[ \t]*([^#\n]*)(?:#\s*(skip\S*)?[ \t]*([^\n]*))?',
                   re.IGNORECASE | re.MULTILINE)
GOOD = ('OK', 'EXPECTEDFAIL')


def points(test):
    """(outcome, name, reason) of each point of one test program."""
    name, result, output = test['name'], test['result'], test.get('stdout') or ''
    found = []
    if re.search(r'^(TAP version|\d+\.\.\d+)', output, re.MULTILINE):
        for bad, point, skip, reason in POINT.findall(output):
            if skip:  # cmocka writes "not ok N # SKIP name", and knows no reason
                said = re.findall(r'^# skip: (.*)$', output, re.MULTILINE)
                point, reason = (point, reason) if point else (reason, (said or ['not told'])[0])
            outcome = 'skipped' if skip else 'failed' if bad else 'passed'
            found.append((outcome, f'{name}: {point.strip()}', reason))
    outcomes = [outcome for outcome, _, _ in found]
    if result == 'SKIP' and not found:
        found.append(('skipped', name, (output.strip().splitlines() or ['not told'])[-1]))
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
                    print(f'{word}  {name}' + (f': {reason}' if reason else ''))
    print(count['passed'], count['failed'], count['skipped'])


if __name__ == '__main__':
    main(sys.argv[1])
