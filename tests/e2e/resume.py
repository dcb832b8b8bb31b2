#!/usr/bin/env python3
"""A replay that is interrupted again and again goes on where it was, and books nothing twice.

Plays a small month on one chain in one go and on another with the gateway killed, asked to stop, and
the node stopped under it. Both chains must tell the same, and the auditor agree.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import rig

# After so many blocks: what happens to the gateway, and whether the node stops too.
INTERRUPTIONS = [
    (6, signal.SIGKILL, False),
    (40, signal.SIGKILL, False),
    (70, signal.SIGINT, False),
    (90, signal.SIGKILL, True),
]


def interrupt(node, case, after, how, node_too):
    """Replays until the chain has `after` blocks. Returns whether the replay was still going on."""
    replay = subprocess.Popen(
        [rig.GATEWAY, "replay", "--node", node.url, "--case", case],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    while replay.poll() is None and (node.block() or 0) < after:
        time.sleep(0.005)
    interrupted = replay.poll() is None
    if interrupted:
        if node_too:
            node.stop(signal.SIGKILL)
        replay.send_signal(how)
        replay.wait(timeout=60)
    if node_too:
        node.start()
    return interrupted


def finish(node, case, report):
    """Replays to the end, and returns what the report says of the cases."""
    replayed = rig.gateway(
        "replay", "--node", node.url, "--case", case, "--report", report, timeout=300
    )
    if replayed.returncode:
        raise RuntimeError(f"the replay failed: {replayed.stderr}")
    with open(report, encoding="utf-8") as text:
        return json.load(text)["cases"]


def main():
    check = rig.Checks()
    with tempfile.TemporaryDirectory() as work:
        case = os.path.join(work, "case")
        rig.write_case(case, rig.small_month())
        start = rig.starts_at(case)
        report = os.path.join(work, "report.json")

        with rig.Node(os.path.join(work, "whole"), start) as node:
            whole = finish(node, case, report)
            once_more = finish(node, case, report)
            check("played again when it is done, nothing changes", once_more == whole)

        with rig.Node(os.path.join(work, "parts"), start) as node:
            for after, how, node_too in INTERRUPTIONS:
                what = f"{how.name} after {after} blocks" + (", node killed" if node_too else "")
                check(f"interrupted: {what}", interrupt(node, case, after, how, node_too))
            parts = finish(node, case, report)

        check("the report is that of a replay in one go", parts == whole)
        audited = rig.audit(report, case)
        check("the auditor agrees", audited.returncode == 0, audited.stdout + audited.stderr)
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
