#!/usr/bin/env python3
"""The dashboard in Chromium: a real node on which data/rural-street was played, the real index behind
`commonwatt-gateway serve`, and dashboard/tests/browser.

    dashboard.py [--screenshots DIR]    also keeps the pictures of README and docs (docs/screenshots)
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import rig

CASE = os.path.join(rig.ROOT, "data", "rural-street")
DASHBOARD = os.path.join(rig.ROOT, "dashboard")
# The index reads some hundred blocks in a second.
INDEX_SECONDS = 120


def ask(url):
    """The answer as JSON; None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)
    except (OSError, urllib.error.URLError, ValueError):
        return None


def serve(work, node, port):
    """Starts the service on the node, and waits until its index has every block."""
    url = f"http://127.0.0.1:{port}"
    with open(os.path.join(work, "serve.log"), "wb") as log:
        process = subprocess.Popen(
            [rig.GATEWAY, "serve", "--node", node.url, "--database", os.path.join(work, "index.db"),
             "--listen", f"127.0.0.1:{port}", "--dashboard", os.path.join(DASHBOARD, "dist")],
            stdout=log, stderr=log,
        )
    deadline = time.monotonic() + INDEX_SECONDS
    while True:
        status = ask(f"{url}/api/v1/status")
        if status and status["index"]["block"] >= node.block():
            return process, url
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            with open(log.name, encoding="utf-8", errors="replace") as text:
                raise RuntimeError("the service did not read the chain:\n" + text.read()[-2000:])
        time.sleep(0.2)


def shrink(folder):
    """Pictures with a palette take a third of the space."""
    pictures = [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".png")]
    subprocess.run(["pngquant", "--force", "--skip-if-larger", "--ext", ".png", "--strip", "--speed", "1",
                    *pictures], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--screenshots", metavar="DIR")
    keep = parser.parse_args().screenshots
    with tempfile.TemporaryDirectory() as work:
        report = os.path.join(work, "report.json")
        archive = ("--state-pruning", "archive", "--blocks-pruning", "archive")
        with rig.Node(os.path.join(work, "node"), rig.starts_at(CASE), options=archive) as node:
            played = rig.gateway("replay", "--node", node.url, "--case", CASE, "--report", report)
            if played.returncode:
                print(played.stderr)
                return 1
            service, url = serve(work, node, rig.free_port())
            pictures = os.path.abspath(keep or os.path.join(work, "pictures"))
            try:
                status = subprocess.run(
                    ["node", "--test", "--test-reporter=spec", "tests/browser/dashboard.test.js"], cwd=DASHBOARD,
                    check=False,
                    env={**os.environ, "SERVICE": url, "REPORT": report, "SCREENSHOTS": pictures,
                         "NODE_PID": str(node.process.pid), "SERVICE_PID": str(service.pid)},
                ).returncode
            finally:
                service.kill()
                service.wait()
        if keep:
            shrink(pictures)
        return status


if __name__ == "__main__":
    sys.exit(main())
