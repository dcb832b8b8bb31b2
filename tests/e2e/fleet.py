"""Made-up fleets for the head-end's tests: their files, and the proof of what the chain made of them."""

import csv
import io
import json
import os
import random
from datetime import datetime, timezone

import rig

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
KEY = "//practice//Grid//head-end"
INTERVAL = 900


def rfc3339(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Fleet:
    """Networks of some devices each, and their registers interval by interval."""

    def __init__(self, networks, devices, start, prefix="M"):
        self.start, self.dice = start, random.Random(networks * devices)
        self.networks = {f"Net{n}": [f"{prefix}{n * devices + d}" for d in range(devices)]
                         for n in range(networks)}
        self.meters = [meter for meters in self.networks.values() for meter in meters]
        # The registers at the start; every fifth device also feeds in.
        self.registers = {meter: [self.dice.randrange(10_000), 0] for meter in self.meters}
        self.opening = {meter: tuple(both) for meter, both in self.registers.items()}
        self.at = start

    def fleet_csv(self, file):
        with open(file, "w", encoding="utf-8") as out:
            print("network,owner,meter,rated_w,import_wh,read_at,export_wh,kind", file=out)
            for network, meters in self.networks.items():
                for meter in meters:
                    wh, back = self.opening[meter]
                    print(f"{network},{ALICE},{meter},11000,{wh},{rfc3339(self.start)},{back},household",
                          file=out)

    def readings_csv(self, file, intervals):
        """Writes the next intervals; returns what the chain must have booked by them."""
        booked = {}
        with open(file, "w", encoding="utf-8") as out:
            print("interval_end,meter,import_wh,export_wh", file=out)
            for _ in range(intervals):
                self.at += INTERVAL
                for place, meter in enumerate(self.meters):
                    both = self.registers[meter]
                    both[0] += self.dice.randrange(400)
                    both[1] += self.dice.randrange(300) if place % 5 == 0 else 0
                    print(f"{rfc3339(self.at)},{meter},{both[0]},{both[1]}", file=out)
                    booked[meter, rfc3339(self.at)] = tuple(both)
        return booked

    def green_button(self, file, meter, intervals):
        """Writes the next intervals of one meter as a Green Button feed, its use in tenths of a Wh."""
        booked, readings, at = {}, [], self.at
        parts = 0
        for _ in range(intervals):
            parts += (tenths := self.dice.randrange(4_000))
            readings.append((at, tenths))
            at += INTERVAL
            wh = self.registers[meter][0] + parts // 10
            booked[meter, rfc3339(at)] = (wh, self.registers[meter][1])
        self.registers[meter][0] += parts // 10
        with open(file, "w", encoding="utf-8") as out:
            out.write(feed(meter, readings))
        return booked


def feed(meter, readings, uom=72):
    """A feed as the Green Button initiative's samples are built."""
    own = "https://example.org/espi/1_1/resource/RetailCustomer/1/UsagePoint/1"
    blocks = ""
    for number in range(0, len(readings), 96):
        of_block = "".join(
            f"<IntervalReading><timePeriod><duration>{INTERVAL}</duration><start>{at}</start>"
            f"</timePeriod><value>{value}</value></IntervalReading>\n"
            for at, value in readings[number:number + 96])
        blocks += entry(f"{own}/MeterReading/1/IntervalBlock/{number}",
                        f"{own}/MeterReading/1/IntervalBlock", [], "",
                        f"<IntervalBlock xmlns=\"http://naesb.org/espi\">\n{of_block}</IntervalBlock>")
    kind = ("<accumulationBehaviour>4</accumulationBehaviour><commodity>1</commodity>"
            "<flowDirection>1</flowDirection><intervalLength>900</intervalLength>"
            f"<powerOfTenMultiplier>-1</powerOfTenMultiplier><uom>{uom}</uom>")
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            + entry(own, "https://example.org/espi/1_1/resource/RetailCustomer/1/UsagePoint",
                    [f"{own}/MeterReading"], meter,
                    '<UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>0</kind>'
                    "</ServiceCategory></UsagePoint>")
            + entry(f"{own}/MeterReading/1", f"{own}/MeterReading",
                    [f"{own}/MeterReading/1/IntervalBlock", "https://example.org/ReadingType/7"], "",
                    '<MeterReading xmlns="http://naesb.org/espi"/>')
            + entry("https://example.org/ReadingType/7", "https://example.org/ReadingType", [], "",
                    f'<ReadingType xmlns="http://naesb.org/espi">{kind}</ReadingType>')
            + blocks + "</feed>\n")


def entry(own, up, related, title, content):
    links = "".join(f'<link rel="related" href="{href}"/>\n' for href in related)
    return (f'<entry>\n<link rel="self" href="{own}"/>\n<link rel="up" href="{up}"/>\n{links}'
            f"<title>{title}</title>\n<content>{content}</content>\n</entry>\n")


class HeadEnd:
    """A gateway with its outbox in a folder, for the practice provider of a node."""

    def __init__(self, folder, node, settings=""):
        self.folder, self.node = folder, node
        os.makedirs(folder, exist_ok=True)
        self.config = os.path.join(folder, "gateway.toml")
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(f'outbox = "outbox.sqlite"\nnode = "{node.url}"\n{settings}\n')
        self.env = {**os.environ, "COMMONWATT_CONFIG": self.config, "COMMONWATT_KEY": KEY}
        self.env.pop("COMMONWATT_NODE", None)

    def file(self, name, text=None):
        file = os.path.join(self.folder, name)
        if text is not None:
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)
        return file

    def run(self, *arguments, timeout=120, **env):
        return rig.gateway(*arguments, env={**self.env, **env}, timeout=timeout)

    def start(self, *arguments, log="gateway.log"):
        """Starts the gateway and leaves it running."""
        with open(self.file(log), "ab") as out:
            return rig.subprocess.Popen(
                [rig.GATEWAY, *arguments], env=self.env, stdout=out, stderr=out)

    def must(self, *arguments, **options):
        ran = self.run(*arguments, **options)
        if ran.returncode:
            raise RuntimeError(f"{arguments} failed:\n{ran.stdout}\n{ran.stderr}")
        return ran.stdout

    def counts(self):
        return json.loads(self.must("outbox", "--output", "json"))

    def export(self, what, *arguments):
        return list(csv.DictReader(io.StringIO(self.must("export", what, *arguments))))


def booked_once(head_end, expected):
    """Compares what the blocks hold with what was sent: an empty text, or what is wrong."""
    seen = {}
    for row in head_end.export("readings"):
        key = row["meter"], row["interval_end"]
        if row["outcome"] != "booked":
            return f"{key} was sent and refused: {row['outcome']}"
        if key in seen:
            return f"{key} was booked twice, in blocks {seen[key][0]} and {row['block']}"
        seen[key] = row["block"], int(row["import_wh"]), int(row["export_wh"] or 0)
    if lost := expected.keys() - seen.keys():
        return f"{len(lost)} of {len(expected)} readings are lost, such as {min(lost)}"
    if more := seen.keys() - expected.keys():
        return f"{len(more)} readings came from nowhere, such as {min(more)}"
    for key, registers in expected.items():
        if seen[key][1:] != registers:
            return f"{key} was booked with {seen[key][1:]}, not {registers}"
    # What the chain itself counts, without the gateway.
    if (totals := head_end.node.totals()) != (len(expected), 0):
        return f"the chain counts {totals}, not {len(expected)} booked"
    return ""
