#!/usr/bin/env python3
"""The dashboard in Chromium: a real node on which data/rural-street was played, the real index behind
`commonwatt-gateway serve`, and dashboard/tests/browser.

    dashboard.py                      the tests
    dashboard.py --screenshots DIR    the pictures of README and docs instead, with both recorded months
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

STREET = os.path.join(rig.ROOT, "data", "rural-street")
GARAGE = os.path.join(rig.ROOT, "data", "caltech-garage")
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
    try:
        while process.poll() is None and time.monotonic() < deadline:
            status = ask(f"{url}/api/v1/status")
            if status and status["index"] and status["index"]["block"] >= node.block():
                return process, url
            time.sleep(0.2)
        with open(log.name, encoding="utf-8", errors="replace") as text:
            raise RuntimeError("the service did not read the chain:\n" + text.read()[-2000:])
    except BaseException:
        process.kill()
        raise


def shrink(folder):
    """Pictures with a palette take a third of the space."""
    pictures = [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".png")]
    subprocess.run(["pngquant", "--force", "--skip-if-larger", "--ext", ".png", "--strip", "--speed", "1",
                    *pictures], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--screenshots", metavar="DIR")
    keep = parser.parse_args().screenshots
    cases = [STREET, GARAGE] if keep else [STREET]
    arguments = [argument for case in cases for argument in ("--case", case)]
    with tempfile.TemporaryDirectory() as work:
        report = os.path.join(work, "report.json")
        archive = ("--state-pruning", "archive", "--blocks-pruning", "archive")
        with rig.Node(os.path.join(work, "node"), rig.starts_at(STREET), options=archive) as node:
            played = rig.gateway("replay", "--node", node.url, *arguments, "--report", report)
            if played.returncode:
                print(played.stderr)
                return 1
            service, url = serve(work, node, rig.free_port())
            about = {"SERVICE": url, "REPORT": report,
                     "NODE_PID": str(node.process.pid), "SERVICE_PID": str(service.pid)}
            if keep:
                about["SCREENSHOTS"] = os.path.abspath(keep)
            tests = "tests/browser/pictures.test.js" if keep else "tests/browser/dashboard.test.js"
            try:
                status = subprocess.run(
                    ["node", "--test", "--test-reporter=spec", tests], cwd=DASHBOARD, check=False,
                    env={**os.environ, **about},
                ).returncode
            finally:
                service.kill()
                service.wait()
        if keep:
            shrink(os.path.abspath(keep))
        return status


if __name__ == "__main__":
    sys.exit(main())
