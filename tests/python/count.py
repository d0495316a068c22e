"""Counts what pytest wrote: python3 tests/python/count.py junit.xml

Names what failed and what was skipped, each with its reason; the last line is
"passed failed skipped".
"""
import sys
import xml.etree.ElementTree as xml


def main(path):
    count = {'passed': 0, 'failed': 0, 'skipped': 0}
    for case in xml.parse(path).iter('testcase'):
        bad = case.find('failure') if case.find('failure') is not None else case.find('error')
        skip = case.find('skipped')
        outcome = 'failed' if bad is not None else 'skipped' if skip is not None else 'passed'
        count[outcome] += 1
        if outcome != 'passed':
            reason = (bad if bad is not None else skip).get('message', '').split('\n')[0]
            word = 'FAIL' if outcome == 'failed' else 'skip'
            print(f'{word}  {case.get("classname")}: {case.get("name")}: {reason}')
    print(count['passed'], count['failed'], count['skipped'])


if __name__ == '__main__':
    main(sys.argv[1])
