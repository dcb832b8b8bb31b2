#!/usr/bin/env python3
"""The index of a real month equals itself, however it was made, and tells what the chain reports.

Plays data/rural-street with an index following live. Then the chain is indexed in one go, with the
program killed in the middle, and into PostgreSQL where that is installed: all fingerprints must be
those of the live index. What the service answers is compared with the report of the chain, and every
path of its description is asked for. Wrong nodes, chains and databases must be refused plainly.
"""

import contextlib
import glob
import json
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import rig

CASE = os.path.join(rig.ROOT, "data", "rural-street")
ARCHIVE = ("--state-pruning", "archive", "--blocks-pruning", "archive")
# Killed when so many blocks are written.
KILLS = [1, 1500]


class Index:
    """A running `serve`."""

    def __init__(self, node, database, log):
        self.port, self.log = rig.free_port(), log
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [rig.GATEWAY, "serve", "--node", node, "--database", database,
                 "--listen", f"127.0.0.1:{self.port}"],
                stdout=out, stderr=out,
            )

    def __enter__(self):
        wait(lambda: self.get("status"), "the index answers", 30)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/api/v1/{path}"

    def get(self, path):
        """The answer as JSON; None while there is none."""
        try:
            with urllib.request.urlopen(self.url(path), timeout=10) as answer:
                return json.load(answer)
        except (urllib.error.URLError, OSError):
            return None

    def refused(self, path, method="GET"):
        """The status and the error of a request that is refused."""
        request = urllib.request.Request(self.url(path), method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, None
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["error"]


def wait(holds, what, seconds):
    deadline = time.monotonic() + seconds
    while not (result := holds()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"after {seconds} s it is not so that {what}")
        time.sleep(0.02)
    return result


def listen(index, heard):
    """Counts the live events by name until the service ends."""
    with contextlib.suppress(OSError), urllib.request.urlopen(index.url("live")) as lines:
        for line in lines:
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
                heard[name] = heard.get(name, 0) + 1


def once(node, database, **options):
    """Indexes to the chain's end; the fingerprint is on standard output."""
    return rig.gateway("serve", "--node", node, "--database", database, "--once",
                       timeout=120, **options)


def fingerprint(node, database):
    done = once(node, database)
    if done.returncode:
        raise RuntimeError(f"the index failed: {done.stderr}")
    return done.stdout


def indexed(database):
    """The blocks that are written."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
            return rows.execute("SELECT COUNT(*) FROM blocks").fetchone()[0]
    except sqlite3.Error:
        return 0


def killed(node, database, blocks):
    """Kills an index in the middle. Returns whether it was still going on."""
    going = subprocess.Popen(
        [rig.GATEWAY, "serve", "--node", node, "--database", database, "--once"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    while going.poll() is None and indexed(database) < blocks:
        time.sleep(0.005)
    interrupted = going.poll() is None
    going.kill()
    going.wait()
    return interrupted


def check_against_report(check, index, report):
    """What the index tells is what the chain reports."""
    case = report["cases"][0]
    networks = {line["label"]: line for line in index.get("networks")["items"]}
    month = case["period"]
    wrong = []
    for expected in case["networks"]:
        line = networks[expected["name"]]
        path = f"networks/{line['id']}/months/{month}"
        told = index.get(path)
        for name in told["columns"]:
            if told["columns"][name] != expected[name]:
                wrong.append(f"{line['label']} {name}: {told['columns'][name]}, {expected[name]}")
        of_days = sum(day["used_wh"] for day in told["days"])
        if of_days != expected["used_wh"]:
            wrong.append(f"{line['label']}: days {of_days}, statement {expected['used_wh']}")
        devices = {device["label"]: device for device in index.get(f"{path}/devices")["items"]}
        for device in expected["devices"]:
            ours = devices[device["name"]]
            for name in ("used_wh", "generated_wh", "received_wh", "given_wh", "rank"):
                if ours[name] != device[name]:
                    wrong.append(f"{line['label']} {device['name']} {name}: {ours[name]}, {device[name]}")
            # The whole month by hours is what the registers say.
            load = index.get(f"devices/{ours['device']}/load?resolution=1h"
                             f"&from_ms={told['start_ms']}&to_ms={told['end_ms']}")
            by_hours = sum(point["import_wh"] for point in load["points"])
            if by_hours != device["used_wh"]:
                wrong.append(f"{device['name']}: curve {by_hours}, used {device['used_wh']}")
    check("columns, days, devices and load curves are those of the report", not wrong,
          "\n".join(wrong[:20]))

    overview = index.get("overview")
    enrolled = sum(len(network["devices"]) for network in case["networks"])
    readings = case["readings"]
    check("every reading is there, and none twice",
          overview["readings"]["booked"] + enrolled == readings["booked"]
          and overview["readings"]["refused"] == readings["refused"])
    rounds = [line for provider in overview["providers"]
              for line in index.get(f"sale/{provider['id']}/rounds")["items"]]
    traded = {line["round"]: line for line in rounds if line["price"] is not None}
    check("the rounds are those of the report", case["sales"] and all(
        (traded[sale["round"]]["price"], traded[sale["round"]]["volume_wh"],
         traded[sale["round"]]["buyers"], traded[sale["round"]]["sellers"])
        == (sale["price"], sale["volume_wh"], sale["buyers"], sale["sellers"])
        for sale in case["sales"]))
    moved = sum(flow["count"] for line in networks.values()
                for flow in index.get(f"networks/{line['id']}/months/{month}/flows")["items"]
                if flow["reason"] in ("help", "owner_moved"))
    check("transfers between devices are all there", moved == case["transfers"]["between_devices"],
          f"{moved} of {case['transfers']['between_devices']}")
    check("no reading is unattributed", index.get("status")["index"]["unattributed_readings"] == 0)


def check_description(check, index):
    """Every path of the description answers."""
    described = index.get("openapi.json")
    check("the description is OpenAPI 3.1", described["openapi"].startswith("3.1"))
    order = index.get("orders?limit=1")["items"][0]
    values = {"id": "0", "provider": str(order["provider"]), "round": str(order["round"]),
              "month": "current", "block": "1", "account": order["account"]}
    failed = []
    for path, methods in described["paths"].items():
        if list(methods) != ["get"]:
            failed.append(f"{path}: {list(methods)}")
        for name, value in values.items():
            path = path.replace("{" + name + "}", value)
        address = path.removeprefix("/api/v1/") + ("?q=house" if path.endswith("search") else "")
        try:
            with urllib.request.urlopen(index.url(address), timeout=10) as answer:
                answer.read(1)
        except (urllib.error.URLError, OSError) as error:
            failed.append(f"{address}: {error}")
    check(f"all {len(described['paths'])} paths of the description answer", not failed,
          "\n".join(failed))
    # A list in parts is the list.
    whole = index.get("movements?limit=1000")["items"]
    parts, cursor = [], ""
    while cursor is not None and len(parts) < len(whole):
        page = index.get(f"movements?limit=7{cursor and '&cursor=' + cursor}")
        parts, cursor = parts + page["items"], page["next"]
    check("a list in parts is the list", parts[:len(whole)] == whole)
    for path, status, code in [
        ("networks/4000000", 404, "not_found"), ("networks/x", 400, "bad_request"),
        ("networks/0/months/2019-13", 400, "bad_request"), ("blocks?limit=0", 400, "bad_request"),
        ("devices/0/load?resolution=5m", 400, "bad_request"), ("nonsense", 400, "bad_request"),
        ("accounts/5xyz", 400, "bad_request"), ("movements?cursor=x", 400, "bad_request"),
    ]:
        got, error = index.refused(path)
        plain = error and all(error.get(key) for key in ("code", "what", "where", "do"))
        check(f"refused plainly: {path}", (got, error and error["code"]) == (status, code) and plain,
              f"{got} {error}")
    check("nothing can be written", index.refused("networks", "POST")[0] == 400)


def check_refusals(check, work, node, database):
    """Wrong nodes, chains and databases."""
    def says(what, done, words):
        check(f"refused plainly: {what}", done.returncode == 1 and words in done.stderr,
              f"{done.returncode}: {done.stderr}")

    gone = f"ws://127.0.0.1:{rig.free_port()}"
    says("no node", once(gone, os.path.join(work, "none.db")), "no node answers")
    letter = os.path.join(work, "letter.txt")
    with open(letter, "w", encoding="utf-8") as text:
        text.write("no database at all\n" * 100)
    says("a file that is no database", once(node.url, letter), "is no database of an index")
    other_clock = "2021-01-01T00:00:00Z"
    with rig.Node(os.path.join(work, "other"), other_clock, ARCHIVE) as other:
        other.rpc("engine_createBlock", True, True, None)
        says("the chain started anew", once(other.url, database), "holds another history")
    # The preset of four authorities has another genesis; it makes no block here.
    port = rig.free_port()
    with open(os.path.join(work, "local.log"), "wb") as log:
        local = subprocess.Popen(
            [rig.NODE, "--chain", "local", "--tmp", "--rpc-port", str(port), "--no-prometheus",
             "--no-telemetry", "--port", "0"], stdout=log, stderr=log)
    try:
        url = f"ws://127.0.0.1:{port}"
        done = once(url, database)
        deadline = time.monotonic() + 30
        while "no node answers" in done.stderr and time.monotonic() < deadline:
            time.sleep(0.2)
            done = once(url, database)
        says("another genesis", done, "is of the chain with genesis")
    finally:
        local.kill()
        local.wait()


def postgres_tools():
    """The folder of PostgreSQL's programs; None where it is not installed."""
    found = shutil.which("initdb")
    if found:
        return os.path.dirname(os.path.realpath(found))
    known = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return os.path.dirname(known[-1]) if known else None


@contextlib.contextmanager
def postgres(work, tools):
    """A server of our own. It does not run as root: there it runs as another user."""
    as_user, folder = [], os.path.join(work, "postgres")
    os.makedirs(folder)
    if os.getuid() == 0:
        user = next(name for name in ("postgres", "nobody")
                    if any(known.pw_name == name for known in pwd.getpwall()))
        as_user = ["setpriv", "--reuid", user, "--regid", str(pwd.getpwnam(user).pw_gid),
                   "--clear-groups"]
        os.chmod(work, 0o755)
        shutil.chown(folder, user)
    run = lambda *command: subprocess.run([*as_user, *command], check=True, capture_output=True,
                                          cwd=folder, env={**os.environ, "HOME": folder})
    data, port = os.path.join(folder, "data"), rig.free_port()
    run(os.path.join(tools, "initdb"), "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8",
        "--no-sync")
    control = os.path.join(tools, "pg_ctl")
    run(control, "-D", data, "-w", "-l", os.path.join(folder, "log"), "start",
        "-o", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off")
    try:
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        run(control, "-D", data, "-m", "immediate", "stop")


def main():
    check = rig.Checks()
    with tempfile.TemporaryDirectory() as work:
        at = lambda name: os.path.join(work, name)
        with rig.Node(at("node"), rig.starts_at(CASE), ARCHIVE) as node:
            with Index(node.url, at("live.db"), at("live.log")) as index:
                heard = {}
                threading.Thread(target=listen, args=(index, heard), daemon=True).start()
                replayed = rig.gateway("replay", "--node", node.url, "--case", CASE,
                                       "--report", at("report.json"), timeout=300)
                if replayed.returncode:
                    raise RuntimeError(f"the replay failed: {replayed.stderr}")
                with open(at("report.json"), encoding="utf-8") as text:
                    report = json.load(text)
                last = report["chain"]["blocks"]
                wait(lambda: index.get("status")["index"]["block"] == last,
                     "the index is at the chain's end", 30)
                # The last blocks of the month have readings and movements: they are told in any case.
                wait(lambda: heard.get("movements"), "listeners hear of movements", 30)
                check_against_report(check, index, report)
                check_description(check, index)
                check("listeners heard of blocks, readings, movements and changes", all(
                    heard.get(name, 0) > 0 for name in ("status", "block", "readings", "movements", "changed")),
                    str(heard))
                locked = once(node.url, at("live.db"))
                check("refused plainly: a database that another program has open",
                      locked.returncode == 1 and "is locked by another program" in locked.stderr,
                      locked.stderr)

                node.stop(signal.SIGKILL)
                wait(lambda: index.get("status")["node"]["state"] == "disconnected",
                     "the index says that the node is away", 30)
                check("without a node it serves what it has",
                      len(index.get("networks")["items"]) == len(report["cases"][0]["networks"])
                      and index.get("devices/0")["live"] is None)
                node.start()
                wait(lambda: index.get("status")["node"]["state"] == "connected",
                     "the index finds the node again", 60)
                check("it finds the node again", index.get("devices/0")["live"] is not None)
                index.process.send_signal(signal.SIGTERM)
                check("it ends when it is told to", index.process.wait(timeout=20) == 0)

            live = fingerprint(node.url, at("live.db"))
            begun = time.monotonic()
            whole = fingerprint(node.url, at("whole.db"))
            seconds = time.monotonic() - begun
            check(f"an index made in one go is the live one ({last / seconds:.0f} blocks a second)",
                  whole == live, f"{whole}\n{live}")
            for blocks in KILLS:
                check(f"killed after {blocks} blocks", killed(node.url, at("parts.db"), blocks))
            parts = fingerprint(node.url, at("parts.db"))
            check("an interrupted index is that of one go", parts == whole, f"{parts}\n{whole}")

            tools = postgres_tools()
            if tools:
                with postgres(work, tools) as url:
                    again = fingerprint(node.url, url)
                    check("the index in PostgreSQL is the one in SQLite", again == whole,
                          f"{again}\n{whole}")
            else:
                print("--  PostgreSQL is not installed: not tested", flush=True)
            check_refusals(check, work, node, at("whole.db"))
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
