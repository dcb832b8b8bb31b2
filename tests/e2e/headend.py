#!/usr/bin/env python3
"""A head-end feeds a real node: enrolment, CSV, Green Button, a watched folder, bad inputs, with the
gateway and the node stopped in the middle, and a batch in a fork that loses.

The proof is the chain's: each reading is in its blocks once, with its registers, and none is missing.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import fleet
import rig
from fleet import HeadEnd, booked_once, rfc3339

# The fleets are enrolled here; readings are of the days after it.
START = 1_772_323_200  # 2026-03-01T00:00:00Z
ARCHIVE = ["--state-pruning", "archive"]
WRONG_GENESIS = "0x" + "17" * 32


def wait_for(what, holds, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what}: not after {seconds} s")
        time.sleep(0.02)


def days_later(node, days):
    """Lets the chain's time go on, so that readings of these days have been."""
    node.rpc("clock_jumpTo", (START + days * 86_400) * 1_000)
    node.rpc("engine_createBlock", True, True, None)


def enrolment(check, head_end, fleet_):
    file = head_end.file("fleet.csv")
    fleet_.fleet_csv(file)
    devices = len(fleet_.meters)
    enrolled = json.loads(head_end.must("enrol", file, "--output", "json"))
    check("a fleet is enrolled from CSV",
          (enrolled["networks"], enrolled["devices"]) == (len(fleet_.networks), devices), enrolled)
    again = json.loads(head_end.must("enrol", file, "--output", "json"))
    check("enrolled again, nothing is enrolled twice",
          (again["devices"], again["known_devices"]) == (0, devices), again)
    there = {row["meter"]: (int(row["import_wh"]), int(row["export_wh"]))
             for row in head_end.export("registers")}
    check("every meter stands at its opening registers", there == fleet_.opening)


def interrupted(head_end, file, kills, node_too):
    """Submits a file with the gateway killed after so many booked readings, the last time with the node
    stopped and started under it. Returns whether it was in the middle each time."""
    in_the_middle = []
    before = head_end.node.totals()[0]
    for after in kills:
        gateway = head_end.start("submit", file)
        wait_for("booked readings",
                 lambda: gateway.poll() is not None or head_end.node.totals()[0] >= before + after)
        in_the_middle.append(gateway.poll() is None)
        gateway.send_signal(signal.SIGKILL)
        gateway.wait()
    if node_too:
        gateway = head_end.start("submit", file)
        try:
            wait_for("booked readings", lambda: gateway.poll() is not None
                     or head_end.node.totals()[0] > before + kills[-1])
            in_the_middle.append(gateway.poll() is None)
            head_end.node.stop(signal.SIGTERM)
            time.sleep(1)
            in_the_middle.append(gateway.poll() is None)
            head_end.node.start()
            in_the_middle.append(gateway.wait(timeout=60) == 0)
        finally:
            gateway.kill()
            gateway.wait()
    return all(in_the_middle), in_the_middle


def feeding(check, head_end, fleet_):
    """CSV, Green Button and a folder, each with something in its way. Returns what must be booked."""
    expected = {}
    file = head_end.file("readings.csv")
    expected.update(fleet_.readings_csv(file, 192))
    size = len(expected)
    whole, steps = interrupted(head_end, file, (size // 10, size // 5), True)
    check("CSV: killed twice, and the node restarted, in the middle", whole, steps)
    head_end.must("submit", file)
    wrong = booked_once(head_end, expected)
    check(f"CSV: each of {size} readings is booked once", not wrong, wrong)

    meter = fleet_.meters[0]
    file = head_end.file("green.xml")
    expected.update(fleet_.green_button(file, meter, 192))
    whole, steps = interrupted(head_end, file, (20,), False)
    check("Green Button: killed in the middle", whole, steps)
    head_end.must("submit", file)
    wrong = booked_once(head_end, expected)
    check("Green Button: each interval is booked once, parts of a Wh add up", not wrong, wrong)
    at, wh, _ = head_end.node.position(0)
    check("Green Button: the register on the chain is the sum",
          (at, wh) == (fleet_.at + 192 * 900, fleet_.registers[meter][0]), (at, wh))
    fleet_.at += 192 * 900

    folder = head_end.file("incoming")
    os.makedirs(folder)
    gateway = head_end.start("submit", "--watch", folder, "--log-format", "json", log="watch.log")
    try:
        expected.update(fleet_.readings_csv(os.path.join(folder, "good.csv.part"), 4))
        os.rename(os.path.join(folder, "good.csv.part"), os.path.join(folder, "good.csv"))
        with open(os.path.join(folder, "bad.csv"), "w", encoding="utf-8") as out:
            out.write("interval_end,meter,import_wh\nyesterday,M1,5\n")
        wait_for("files to be taken", lambda: not any(
            name.endswith(".csv") for name in os.listdir(folder)))
        wait_for("the folder's readings", lambda: head_end.node.totals()[0] == len(expected))
        locked = head_end.run("submit", file)
        check("an outbox that is in use is refused plainly",
              locked.returncode == 1 and f"(process {gateway.pid})" in locked.stderr, locked.stderr)
    finally:
        gateway.send_signal(signal.SIGTERM)
        left = gateway.wait(timeout=30)
    check("a folder: asked to stop, it ends in peace", left == 0, left)
    done, failed = (sorted(os.listdir(os.path.join(folder, name))) for name in ("done", "failed"))
    check("a folder: the good file is done, the bad one failed with its rejects",
          (done, failed) == (["good.csv"], ["bad.csv", "bad.csv.rejects.csv"]), (done, failed))
    with open(head_end.file("watch.log"), encoding="utf-8") as log:
        levels = {json.loads(line)["level"] for line in log if line.startswith("{\"timestamp")}
    check("logs as JSON on request", {"INFO", "WARN"} <= levels, levels)
    wrong = booked_once(head_end, expected)
    check("a folder: each reading is booked once", not wrong, wrong)
    return expected


def bad_inputs(check, head_end, fleet_):
    header = "interval_end,meter,import_wh,export_wh\n"
    at, later = rfc3339(fleet_.at), rfc3339(fleet_.at + 900)
    high = 10**9
    files = {
        "a time that is none": (f"{header}soon,M1,{high},0\n", "line 2", "soon"),
        "a register that is none": (f"{header}{later},M1,much,0\n", "line 2", "much"),
        "a register that runs backwards": (f"{header}{later},M1,1,0\n", "line 2", "backwards"),
        "other registers than before": (f"{header}{at},M1,1,0\n", "line 2", "before"),
        "a meter that nobody knows": (f"{header}{later},X9,{high},0\n", "line 2", "X9"),
        "a column that nobody knows": (f"kWh\n{later}\n", "line 1", "kWh"),
        "a Green Button feed of watts": (fleet.feed("M1", [(fleet_.at, 1)], uom=38), "line ", "uom 38"),
        "a gap before a Green Button feed": (
            fleet.feed("M1", [(fleet_.at + 900, 1)]), "line ", "missing"),
        "XML that is cut off": ("<feed><entry>", "line 1", "XML"),
    }
    before = head_end.counts()
    for what, (text, *words) in files.items():
        ran = head_end.run("submit", head_end.file("bad", text))
        said = all(word in ran.stderr for word in ["bad, ", *words])
        check(f"refused: {what}", ran.returncode == 1 and said, ran.stderr)
    check("of refused files nothing was taken", head_end.counts() == before)

    rejects = head_end.file("rejects.csv")
    mixed = head_end.file("mixed.csv", f"{header}soon,M1,5,0\n{later},M1,{high},0\n{later},X9,5,0\n")
    ran = head_end.run("submit", "--keep-going", "--rejects", rejects, mixed, "--output", "json")
    result = json.loads(ran.stdout)
    with open(rejects, encoding="utf-8") as text:
        listed = text.read()
    check("asked to, the good rows go on and the bad ones are listed",
          ran.returncode == 3 and result["accepted"] == 1
          and [row["line"] for row in result["rejected"]] == [2, 4]
          and "mixed.csv,2," in listed and "mixed.csv,4," in listed, ran.stdout + ran.stderr)

    settings = {
        "a chain of another genesis": (f'genesis = "{WRONG_GENESIS}"', {}, WRONG_GENESIS),
        "a setting that nobody knows": ("[batch]\nmax_page = 3", {}, "max_page"),
        "a key that is none": ("", {"COMMONWATT_KEY": "no such phrase"}, "COMMONWATT_KEY"),
        "no key": ("", {"COMMONWATT_KEY": ""}, "keystore"),
        "somebody else's key": ("", {"COMMONWATT_KEY": "//Bob"}, "collects readings for no provider"),
        "a keystore without its password": ('[key]\nkeystore = "k.json"', {}, "password"),
    }
    for what, (text, env, word) in settings.items():
        other = HeadEnd(head_end.file("other"), head_end.node, text)
        other.file("k.json", '{"encoded": "", "encoding": {}, "address": ""}')
        ran = other.run("submit", other.file("r.csv", f"{header}{later},M1,5,0\n"), **env)
        check(f"refused: {what}", ran.returncode == 1 and word in ran.stderr, ran.stderr)
    fleet_csv = head_end.file("bad-fleet.csv", "network,owner,meter,rated_w,import_wh,read_at\n"
                              f"N,{fleet.ALICE},M,0,5,{at}\n")
    ran = head_end.run("enrol", fleet_csv)
    check("refused: a fleet with a device without power",
          ran.returncode == 1 and "line 2" in ran.stderr, ran.stderr)
    away = head_end.run("submit", "--within", "1", "--node", f"ws://127.0.0.1:{rig.free_port()}", mixed,
                        "--keep-going")
    check("a node that is away is waited for, as long as one is asked to",
          away.returncode == 1 and "waiting for the node" in away.stderr, away.stderr)


def reading_along(check, head_end):
    last = head_end.node.block()
    events = lambda first, to: [json.loads(line) for line in head_end.must(
        "watch", "--from", str(first), "--to", str(to), "--output", "json").splitlines()]
    whole, half = events(1, last), last // 2
    check("watch goes on from any block", events(1, half) + events(half + 1, last) == whole)
    names = {event["event"] for event in whole}
    check("watch shows bookings, refusals of energy, enrolments",
          {"BatchBooked", "DeviceEnrolled", "NetworkExhausted"} <= names, names)
    of_one = [json.loads(line) for line in head_end.must(
        "watch", "--from", "1", "--to", str(last), "--network", "1", "--output", "json").splitlines()]
    check("watch keeps to a network", of_one and all(
        event["fields"].get("network", 1) == 1 for event in of_one))
    statements = head_end.export("statements", "--month", "2026-03")
    check("statements are exported",
          {row["network_name"] for row in statements} == {"Net0", "Net1", "Net2"}, statements)
    for shell, word in (("bash", "complete -F"), ("zsh", "#compdef"), ("fish", "complete")):
        check(f"completion for {shell}", word in head_end.must("completions", shell))
    check("the configuration explains itself", "#max_in_flight" in head_end.must("config"))


def fork(check, work):
    """A batch in a block that loses against a longer fork, a node that forgets its pool, and a pool that
    takes five transactions: all is booked once."""
    options = [*ARCHIVE, "--sealing", "instant", "--pool-limit", "5"]
    with rig.Node(os.path.join(work, "fork"), rfc3339(START), options) as node:
        head_end = HeadEnd(os.path.join(work, "fork-head-end"), node,
                            "[delivery]\nrepeat_seconds = 2\nmax_pause_seconds = 1")
        head_end.must("practice", "--provider", "Grid")
        fleet_ = fleet.Fleet(1, 2, START)
        fleet_.fleet_csv(head_end.file("fleet.csv"))
        head_end.must("enrol", head_end.file("fleet.csv"))
        days_later(node, 1)
        node.rpc("clock_sealing", "manual")
        base = node.rpc("chain_getBlockHash")
        expected = fleet_.readings_csv(head_end.file("readings.csv"), 12)

        gateway = head_end.start("submit", head_end.file("readings.csv"))
        pool = lambda: len(node.rpc("author_pendingExtrinsics"))
        try:
            # Eight at first: too many. A pool that overflows throws all of them out.
            stays = lambda count: pool() == count and (time.sleep(1) or pool() == count)
            wait_for("the pool to hold what it can", lambda: stays(4))
            check("a pool of five transactions overflows with eight, and is then given four", stays(4))
            make = lambda final, parent: node.rpc("engine_createBlock", True, final, parent)["hash"]
            losing = make(False, base)
            booked_at = node.position(0, losing)[0]
            check("the batches are in a block", booked_at > START, booked_at)
            winning = make(False, make(False, base))
            check("a longer fork without them wins",
                  node.rpc("chain_getBlockHash") == winning and node.position(0)[0] == START)
            node.rpc("engine_finalizeBlock", winning, None)
            node.stop()
            node.start()
            node.rpc("clock_sealing", "manual")
            deadline = time.monotonic() + 40
            while gateway.poll() is None and time.monotonic() < deadline:
                node.rpc("engine_createBlock", True, True, None)
                time.sleep(0.3)
            check("after the fork and the node's restart all is delivered", gateway.poll() == 0)
            wrong = booked_once(head_end, expected)
            check("after the fork each reading is booked once", not wrong, wrong)
        finally:
            gateway.kill()
            gateway.wait()

        # A node that comes back with an older chain: what it lost is delivered again.
        chain, older = os.path.join(work, "fork", "chain"), os.path.join(work, "fork", "older")
        node.stop()
        shutil.copytree(chain, older)
        node.start()
        node.rpc("clock_sealing", "instant")
        expected.update(fleet_.readings_csv(head_end.file("readings.csv"), 6))
        head_end.must("submit", head_end.file("readings.csv"))
        node.stop()
        shutil.rmtree(chain)
        os.rename(older, chain)
        node.start()
        lost = node.totals()[0]
        again = head_end.run("submit")
        check("a node that lost final blocks is noticed",
              lost == 24 and "lost final blocks" in again.stderr, again.stderr)
        wrong = booked_once(head_end, expected)
        check("what it lost is delivered again, and booked once", not wrong, wrong)


def main():
    check = rig.Checks()
    with tempfile.TemporaryDirectory() as work:
        options = [*ARCHIVE, "--sealing", "instant"]
        with rig.Node(os.path.join(work, "node"), rfc3339(START), options) as node:
            head_end = HeadEnd(os.path.join(work, "head-end"), node)
            head_end.must("practice", "--provider", "Grid")
            fleet_ = fleet.Fleet(3, 20, START)
            enrolment(check, head_end, fleet_)
            days_later(node, 8)
            feeding(check, head_end, fleet_)
            bad_inputs(check, head_end, fleet_)
            reading_along(check, head_end)
        fork(check, work)
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
