"""What the end-to-end tests share: made-up cases, a node of their own, the gateway."""

import gzip
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Where the scripts put what they build.
BINARIES = subprocess.run(
    ["bash", "-c", '. scripts/lib/common && echo "$BIN"'],
    cwd=ROOT, capture_output=True, text=True, check=True,
).stdout.strip()
NODE = os.path.join(BINARIES, "commonwatt-node")
GATEWAY = os.path.join(BINARIES, "commonwatt-gateway")

# The storage key of Metering.Totals for provider 0.
TOTALS = "0x23d01c74386196b62bff2655a5748ef5b6e8d33e59707e1e401e3beccb5f223f" "b4def25cfda6ef3a00000000"


def write_case(folder, files):
    """Writes the files of a case, given as lists of lines."""
    os.makedirs(folder)
    for name, lines in files.items():
        opener = gzip.open if name.endswith(".gz") else open
        with opener(os.path.join(folder, name), "wt", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")


def small_month(name="three-homes", year=2020, month=2, hours=6):
    """A month of three homes of one utility, read every few hours: one sells, one shares, one holds
    and has too little. One has a roof."""
    dice = random.Random(name)
    start = datetime(year, month, 1, tzinfo=timezone.utc)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=timezone.utc)
    about = {"format": 1, "name": name, "period": f"{start:%Y-%m}", "interval_minutes": 15,
             "time_zone": "UTC", "source": "made up", "licence": "none", "made": "by a test"}
    # (network, device) -> [import, export], and what an hour adds at most.
    meters = {(1, 0): [500, 0], (1, 1): [0, 40], (2, 0): [7, 0], (2, 1): [0, 0], (3, 0): [0, 0]}
    adds = {(1, 0): (300, 0), (1, 1): (0, 500), (2, 0): (250, 0), (2, 1): (900, 0), (3, 0): (900, 0)}
    readings, at = [], start
    while at <= end:
        for (network, device), registers in meters.items():
            if at > start:
                for side in (0, 1):
                    registers[side] += dice.randrange(adds[network, device][side] * hours + 1)
            row = f"{network},{device},{registers[0]},{registers[1]}"
            readings.append(f"{at:%Y-%m-%dT%H:%M:%SZ},{row}")
        at += timedelta(hours=hours)
    return {
        "case.json": [json.dumps(about)],
        "networks.csv": [
            "network,name,provider,allotment_kwh,leftover_policy,latitude,longitude",
            "1,Roof,grid,150,sell,52.5,13.4",
            "2,Couple,grid,600,share,52.5,13.4",
            "3,Short,grid,200,hold,52.5,13.4",
        ],
        "devices.csv": [
            "network,device,name,kind,rated_w,allocation_kwh",
            "1,0,house,household,4000,140",
            "1,1,roof,pv,4000,0",
            "2,0,house,household,4000,300",
            "2,1,car,ev-charger,11000,200",
            "3,0,house,household,4000,200",
        ],
        "readings.csv.gz": ["interval_end,network,device,import_wh,export_wh", *readings],
    }


_given = set()


def free_port():
    """A port that is free, and was not given before: what asks for several gets different ones."""
    while True:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


class Node:
    """A development node with a database that outlives a restart: on the simulated clock from
    `start`, or in real time without. `options` are further ones of the node."""

    def __init__(self, folder, start=None, options=()):
        self.folder, self.start_time, self.port = folder, start, free_port()
        self.options = list(options)
        os.makedirs(folder, exist_ok=True)
        self.log = os.path.join(folder, "node.log")
        self.process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}"

    def start(self):
        # In real time a node also listens for others.
        clock = []
        if self.start_time:
            clock += ["--simulated-clock", self.start_time]
        elif "--listen-addr" not in self.options:
            clock += ["--port", str(free_port())]
        if "--prometheus-port" not in self.options:
            clock += ["--no-prometheus"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [NODE, "--dev", "--base-path", os.path.join(self.folder, "chain"),
                 "--rpc-port", str(self.port), "--no-telemetry", *clock, *self.options],
                stdout=log, stderr=log,
            )
        deadline = time.monotonic() + 120
        while self.block() is None:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the node does not answer: see {self.log}")
            time.sleep(0.1)

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def rpc(self, method, *params):
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}", json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            told = json.load(answer)
        if "error" in told:
            raise RuntimeError(f"{method}{params}: {told['error']}")
        return told["result"]

    def position(self, device, block=None):
        """When a device was last read, and its import and export registers, at a block."""
        asked = ["CommonwattApi_position", "0x" + device.to_bytes(4, "little").hex()]
        answer = bytes.fromhex(self.rpc("state_call", *asked, *([block] if block else []))[2:])
        if answer[0] == 0:
            return None
        # Option, month (u16), then register, mark, opening, export, … as u64 and read_at as u32.
        numbers = [int.from_bytes(answer[at:at + 8], "little") for at in range(3, 59, 8)]
        return int.from_bytes(answer[59:63], "little"), numbers[0], numbers[3]

    def totals(self):
        """How many readings of provider 0 the chain booked and refused so far."""
        value = self.rpc("state_getStorage", TOTALS)
        value = bytes.fromhex(value[2:]) if value else bytes(16)
        return tuple(int.from_bytes(value[at:at + 8], "little") for at in (0, 8))

    def block(self):
        """The number of the last block; None while the node does not answer."""
        try:
            return int(self.rpc("chain_getHeader")["number"], 16)
        except (OSError, urllib.error.URLError, ValueError, RuntimeError):
            return None


def audit(report, *cases, prices=None):
    """Runs the auditor on a report."""
    command = [sys.executable, os.path.join(ROOT, "auditor", "audit.py"), "--report", report]
    for case in cases:
        command += ["--case", case]
    if prices:
        command += ["--prices", prices]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Checks:
    """Counts and prints what was checked."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, what, holds, otherwise=""):
        """`otherwise` is shown where it does not hold."""
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        print(f"{'ok' if holds else 'FAILED'}  {what}", flush=True)
        if not holds and otherwise:
            print(otherwise, flush=True)

    def exit_code(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def gateway(*arguments, **options):
    """Runs the gateway to its end."""
    return subprocess.run(
        [GATEWAY, *arguments], capture_output=True, text=True, check=False, **options
    )


def starts_at(case):
    """When a chain that plays this case should start."""
    planned = gateway("plan", "--case", case)
    if planned.returncode:
        raise RuntimeError(planned.stderr)
    return planned.stdout.strip()
