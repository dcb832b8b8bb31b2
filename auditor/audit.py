#!/usr/bin/env python3
"""Checks a report of a replay against the input files and the invariants of the design.

Shares no code with the chain: Python's standard library and the files, nothing else.
Exit code: 0 all checks hold, 1 a check failed, 2 something could not be read.
"""

import argparse
import json
import sys

from case import BadCase, read_case
from checks import check_report
from shape import check_shape
from tally import Tally


class BadReport(Exception):
    pass


def read_report(path):
    """The JSON object, refusing what JSON readers usually let pass: repeated keys and NaN."""

    def once(pairs):
        keys = [key for key, _ in pairs]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise ValueError(f"repeated key {', '.join(repeated)}")
        return dict(pairs)

    def refuse(constant):
        raise ValueError(f"{constant} is no JSON number")

    try:
        with open(path, encoding="utf-8") as text:
            return json.load(text, object_pairs_hook=once, parse_constant=refuse)
    except (OSError, ValueError) as error:
        raise BadReport(f"{path}: {error}") from error


def audit(report, cases, refused=None, prices=None):
    """Every check on a report; the numbers are looked at only where the shape is right."""
    tally = Tally()
    check_shape(tally, report)
    if not tally.failures:
        check_report(tally, report, cases, refused, prices)
    return tally


def refusal(text):
    name, _, count = text.rpartition("=")
    if not name or not count.isdigit():
        raise argparse.ArgumentTypeError("give CASE=COUNT")
    return name, int(count)


def tariff(text):
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or int(parts[2]) == 0:
        raise argparse.ArgumentTypeError("give LOWEST:HIGHEST:TICK")
    return tuple(int(part) for part in parts)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--report", required=True, metavar="FILE", help="the report to check")
    parser.add_argument(
        "--case", required=True, action="append", metavar="DIR",
        help="a case that the report tells of (repeat for more)",
    )
    parser.add_argument(
        "--refused", action="append", type=refusal, default=[], metavar="CASE=COUNT",
        help="readings of a case that are to be refused (else none)",
    )
    parser.add_argument(
        "--prices", type=tariff, metavar="LOWEST:HIGHEST:TICK",
        help="the tariff that sale prices must stand on",
    )
    options = parser.parse_args(arguments)
    try:
        report = read_report(options.report)
        cases = [read_case(folder) for folder in options.case]
    except (BadReport, BadCase) as error:
        print(error, file=sys.stderr)
        return 2
    tally = audit(report, cases, dict(options.refused), options.prices)
    for line in tally.lines():
        print(line)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
