#!/usr/bin/env python3
"""Both recorded months through the real node, by `scripts/run`; then everybody looks at it.

The node's log has no error, the auditor agrees, each policy did what it says, the months took at most
two minutes, JavaScript clients can read and use the chain, and stopping it leaves nothing behind.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

import rig

CASES = [os.path.join(rig.ROOT, "data", name) for name in ("caltech-garage", "rural-street")]
# Buy back, retail and tick of the replay's providers (gateway/src/replay/terms.rs).
PRICES = "80000:300000:10000"
MOST_SECONDS = 120


def start(work, report, port):
    command = [os.path.join(rig.ROOT, "scripts", "run"), "--base-path", work,
               "--report", report, "--port", str(port)]
    for case in CASES:
        command += ["--case", case]
    return subprocess.Popen(command)


def wait_for(report, run):
    """Until the report is written and the node goes on."""
    while run.poll() is None:
        time.sleep(0.5)
        if os.path.exists(report):
            with open(report, encoding="utf-8") as text:
                # It is one line: whole when it ends.
                if text.read().endswith("\n"):
                    return
    raise RuntimeError(f"scripts/run ended with {run.returncode} before the report was written")


def errors_of(log):
    with open(log, encoding="utf-8", errors="replace") as text:
        return [line for line in text if re.search(r"\bERROR\b|panicked|Essential task", line)]


def policies(report):
    """What each case was chosen to show: (what, whether it did)."""
    garage, street = report["cases"]
    (campus,) = garage["networks"]
    yield "chargers were helped by chargers", garage["transfers"]["between_devices"] > 0
    yield "the garage bought what it lacked", campus["bought_wh"] > 0 and campus["overdrawn_wh"] == 0
    columns = ("sold_wh", "carried_out_wh", "given_wh")
    for column, policy in zip(columns, ("sold", "held", "shared")):
        total = sum(network[column] for network in street["networks"])
        yield f"on the street surplus was {policy}: {total} Wh", total > 0
    yield f"the months took {report['seconds']} s", report["seconds"] <= MOST_SECONDS


def main():
    check = rig.Checks()
    with tempfile.TemporaryDirectory() as work:
        report, port = os.path.join(work, "report.json"), rig.free_port()
        run = start(work, report, port)
        try:
            wait_for(report, run)
            # Before the clients: they try bad input on purpose.
            errors = errors_of(os.path.join(work, "node.log"))
            check("the node's log has no error", not errors, "".join(errors[:20]))

            audited = rig.audit(report, *CASES, prices=PRICES)
            print(audited.stdout + audited.stderr)
            check("the auditor agrees", audited.returncode == 0)
            with open(report, encoding="utf-8") as text:
                for what, holds in policies(json.load(text)):
                    check(what, holds)

            clients = subprocess.run(
                ["node", "--test"], cwd=os.path.join(rig.ROOT, "tests", "clients"), check=False,
                env={**os.environ, "WS": f"ws://127.0.0.1:{port}", "REPORT": report},
            )
            check("clients read and use the chain", clients.returncode == 0)
            check("the node still runs", run.poll() is None)
        finally:
            run.send_signal(signal.SIGTERM)
            ended = run.wait(timeout=60)
        check("stopped, scripts/run exits 0", ended == 0, f"it exited {ended}")
        with socket.socket() as client:
            check("no node stays behind", client.connect_ex(("127.0.0.1", port)) != 0)
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
