"""Reads a replay case: the files as they are, and the registers of each device."""

import csv
import gzip
import json
import os
import re
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal

POLICIES = ("hold", "sell", "share")


class BadCase(Exception):
    """A case that breaks the format: file, line and reason."""


class Device:
    def __init__(self, name, allocation_wh):
        self.name = name
        self.allocation_wh = allocation_wh
        # When its first row was read, and (import, export) in Wh of the first and the last row.
        self.opened = None
        self.first = None
        self.last = None

    def read(self, at, import_wh, export_wh):
        if self.last and (import_wh < self.last[0] or export_wh < self.last[1]):
            raise ValueError("a register runs backwards")
        self.last = (import_wh, export_wh)
        if self.first is None:
            self.opened, self.first = at, self.last

    def used_wh(self):
        return self.last[0] - self.first[0] if self.first else 0

    def generated_wh(self):
        return self.last[1] - self.first[1] if self.first else 0


class Network:
    def __init__(self, name, provider, allotment_wh, policy):
        self.name = name
        self.provider = provider
        self.allotment_wh = allotment_wh
        self.policy = policy
        self.devices = {}


class Case:
    def __init__(self, name, period):
        self.name = name
        self.period = period
        self.networks = {}
        self.rows = 0


def whole(text):
    """A plain non-negative integer."""
    if not re.fullmatch(r"\d+", text or ""):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def kwh(text):
    """Kilowatt-hours in Wh, rounded to the nearest."""
    if not re.fullmatch(r"\d+\.?\d*|\.\d+", text or ""):
        raise ValueError(f"{text!r} is no amount of energy")
    return int((Decimal(text) * 1000).quantize(Decimal(1), ROUND_HALF_UP))


def instant(text):
    """A time in UTC."""
    at = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    if at.utcoffset() != timezone.utc.utcoffset(None):
        raise ValueError(f"{text!r} is no time in UTC")
    return at


def each_row(folder, file, columns, take, opener=open):
    """Calls `take` with every row of a CSV file; says file and line where that raises an error."""
    path = os.path.join(folder, file)
    line = 1
    try:
        with opener(path, "rt", encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            missing = [column for column in columns if column not in (reader.fieldnames or [])]
            if missing:
                raise ValueError(f"no column {', '.join(missing)}")
            for row in reader:
                line = reader.line_num
                take(row)
    except (OSError, EOFError, ValueError, csv.Error) as error:
        raise BadCase(f"{path}:{line}: {error}") from error


def read_about(folder):
    """Name and period."""
    path = os.path.join(folder, "case.json")
    try:
        with open(path, encoding="utf-8") as text:
            about = json.load(text)
        if about["format"] != 1:
            raise ValueError(f"format {about['format']!r} is not known")
        return Case(about["name"], about["period"])
    except (OSError, ValueError, KeyError) as error:
        raise BadCase(f"{path}: {error!r}") from error


def read_case(folder):
    """Reads the case in `folder`."""
    case = read_about(folder)
    newest = None

    def network(row):
        number, policy = whole(row["network"]), row["leftover_policy"]
        if number in case.networks:
            raise ValueError(f"repeated network {number}")
        if policy not in POLICIES:
            raise ValueError(f"unknown policy {policy!r}")
        case.networks[number] = Network(
            row["name"], row["provider"], kwh(row["allotment_kwh"]), policy
        )

    def device(row):
        number, devices = whole(row["device"]), devices_of(row)
        if number in devices:
            raise ValueError(f"repeated device {number}")
        devices[number] = Device(row["name"], kwh(row["allocation_kwh"]))

    def reading(row):
        nonlocal newest
        at = instant(row["interval_end"])
        if newest and at < newest:
            raise ValueError(f"{at} stands after {newest}")
        newest = at
        number, devices = whole(row["device"]), devices_of(row)
        if number not in devices:
            raise ValueError(f"unknown device {number}")
        devices[number].read(at, whole(row["import_wh"]), whole(row["export_wh"]))
        case.rows += 1

    def devices_of(row):
        number = whole(row["network"])
        if number not in case.networks:
            raise ValueError(f"unknown network {number}")
        return case.networks[number].devices

    columns = ("network", "name", "provider", "allotment_kwh", "leftover_policy")
    each_row(folder, "networks.csv", columns, network)
    columns = ("network", "device", "name", "allocation_kwh")
    each_row(folder, "devices.csv", columns, device)
    columns = ("interval_end", "network", "device", "import_wh", "export_wh")
    each_row(folder, "readings.csv.gz", columns, reading, gzip.open)
    return case
