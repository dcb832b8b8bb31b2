#!/usr/bin/env python3
"""A head-end sends a day at once: every interval of a fleet in one file, to a node in real time with its
ordinary transaction pool.

    python3 tests/e2e/day.py                                  what the test checks
    python3 tests/e2e/day.py --meters 6000 --settings '[batch]\\nmax_pages = 1'   a measurement

The window must bound what waits in the pool, the pool must never refuse, and each reading be booked once.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time

import fleet
import rig
from fleet import HeadEnd, rfc3339

DAY = 96
METERS_A_NETWORK = 500


def memory(process, field):
    """Memory of a process in MB: its peak (VmHWM), or what it has now (VmRSS)."""
    try:
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith(field):
                    return int(line.split()[1]) // 1_024
    except OSError:
        pass
    return 0


class Pool(threading.Thread):
    """Looks into the node's pool from time to time."""

    def __init__(self, node, gateway):
        super().__init__(daemon=True)
        self.node, self.gateway = node, gateway
        self.most = self.most_bytes = self.gateway_mb = self.node_mb = 0

    def run(self):
        while self.gateway.poll() is None:
            pending = self.node.rpc("author_pendingExtrinsics")
            self.most = max(self.most, len(pending))
            self.most_bytes = max(self.most_bytes, sum(len(hex_) // 2 - 1 for hex_ in pending))
            self.gateway_mb = max(self.gateway_mb, memory(self.gateway, "VmHWM"))
            self.node_mb = max(self.node_mb, memory(self.node.process, "VmRSS"))
            time.sleep(0.5)


def main():
    # Asked to stop, it stops its node too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--meters", type=int, default=2_000)
    options.add_argument("--settings", default="[delivery]\nmax_in_flight = 32")
    options.add_argument("--window", type=int, default=32, help="the most that may wait in the pool")
    asked = options.parse_args()
    check = rig.Checks()
    start = int(time.time()) // 900 * 900 - (DAY + 1) * 900
    made_up = fleet.Fleet(asked.meters // METERS_A_NETWORK, METERS_A_NETWORK, start)
    with tempfile.TemporaryDirectory() as work, rig.Node(os.path.join(work, "node")) as node:
        head_end = HeadEnd(os.path.join(work, "head-end"), node, asked.settings.replace("\\n", "\n"))
        head_end.must("practice", "--provider", "Grid")
        made_up.fleet_csv(head_end.file("fleet.csv"))
        head_end.must("enrol", head_end.file("fleet.csv"))
        booked = made_up.readings_csv(head_end.file("day.csv"), DAY)
        size = os.path.getsize(head_end.file("day.csv"))

        begun, first = time.monotonic(), node.block()
        head_end.must("submit", "--accept-only", head_end.file("day.csv"))
        accepted = time.monotonic() - begun
        gateway = head_end.start("submit")
        pool = Pool(node, gateway)
        pool.start()
        code = gateway.wait(timeout=600)
        took = time.monotonic() - begun - accepted
        with open(head_end.file("gateway.log"), encoding="utf-8") as log:
            refusals = log.read().count("room in the node's pool")

        check(f"{len(booked)} readings of {asked.meters} meters are delivered", code == 0)
        check("the chain booked each of them once, and refused none",
              node.totals() == (len(booked), 0), node.totals())
        ends = {node.position(device)[:2] for device in range(len(made_up.meters))}
        last = {(start + DAY * 900, both[0]) for both in made_up.registers.values()}
        check("every meter stands at its last register", ends == last)
        check(f"at most {asked.window} transactions waited in the pool",
              0 < pool.most <= asked.window, pool.most)
        check("the pool never had to refuse", refusals == 0, refusals)
        print(f"    {rfc3339(start)}, {asked.meters} meters, {len(booked)} readings, file {size >> 20} MB: "
              f"accepted in {accepted:.1f} s, final in {took:.1f} s and {node.block() - first} blocks, "
              f"{len(booked) / took:.0f} readings/s; pool at most {pool.most} transactions, "
              f"{pool.most_bytes >> 10} KiB; memory: gateway {pool.gateway_mb} MB, node {pool.node_mb} MB; "
              f"told of a full pool {refusals} times")
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
