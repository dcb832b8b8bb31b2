#!/usr/bin/env python3
"""`scripts/run --once`: small cases of two months are played and reported; broken ones are refused.

Breaks a small case in one way at a time: it must be refused with the file, the line and the reason, and
no report written.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

import rig

FILES = {
    "case.json": [
        '{ "format": 1, "name": "two-homes", "period": "2020-02", "interval_minutes": 15,',
        '  "time_zone": "UTC", "source": "made up", "licence": "none", "made": "by a test" }',
    ],
    "networks.csv": [
        "network,name,provider,allotment_kwh,leftover_policy,latitude,longitude",
        "1,One,grid,20,hold,52,13",
        "2,Two,grid,20,sell,52,13",
    ],
    "devices.csv": [
        "network,device,name,kind,rated_w,allocation_kwh",
        "1,0,house,household,4000,10",
        "2,0,house,household,4000,20",
    ],
    "readings.csv.gz": [
        "interval_end,network,device,import_wh,export_wh",
        "2020-02-01T00:00:00Z,1,0,0,0",
        "2020-02-01T00:00:00Z,2,0,0,0",
        "2020-02-10T12:00:00Z,1,0,900,0",
        "2020-03-01T00:00:00Z,1,0,1000,0",
        "2020-03-01T00:00:00Z,2,0,2000,0",
    ],
}

# (what, file, line counted from 1 or None, what stands there instead or None for a missing file,
#  words that the message must hold)
BROKEN = [
    ("a missing file", "devices.csv", None, None, "missing"),
    ("another format", "case.json", None, [FILES["case.json"][0].replace("1", "9", 1),
                                           FILES["case.json"][1]], "format 9"),
    ("an unknown policy", "networks.csv", 3, "2,Two,grid,20,burn,52,13", "burn"),
    ("a device of an unknown network", "devices.csv", 3, "7,0,house,household,4000,20", "network 7"),
    ("a reading of an unknown device", "readings.csv.gz", 4, "2020-02-10T12:00:00Z,1,5,900,0",
     "device 5"),
    ("a register that runs backwards", "readings.csv.gz", 5, "2020-03-01T00:00:00Z,1,0,899,0",
     "backwards"),
    ("a time outside the period", "readings.csv.gz", 6, "2020-03-01T00:15:00Z,2,0,2000,0", "outside"),
    ("a time that goes back", "readings.csv.gz", 4, "2020-01-31T23:45:00Z,1,0,900,0", "outside"),
    ("a register that is no number", "readings.csv.gz", 4, "2020-02-10T12:00:00Z,1,0,much,0", "much"),
]


def broken(file, line, instead):
    files = {name: list(lines) for name, lines in FILES.items()}
    if instead is None:
        del files[file]
    elif line is None:
        files[file] = instead
    else:
        files[file][line - 1] = instead
    return files


def run_once(report, *cases):
    command = [os.path.join(rig.ROOT, "scripts", "run"), "--once", "--report", report]
    for case in cases:
        command += ["--case", case]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


def two_months(check, work):
    """Cases of two months, the later one named first, are played in the order of time."""
    late, early = os.path.join(work, "late"), os.path.join(work, "early")
    rig.write_case(late, rig.small_month("late", 2020, 2))
    rig.write_case(early, rig.small_month("early", 2019, 12))
    report = os.path.join(work, "report.json")
    ran = run_once(report, late, early)
    check("two months are played", ran.returncode == 0, ran.stdout + ran.stderr)
    if ran.returncode:
        return
    audited = rig.audit(report, late, early)
    check("the auditor agrees", audited.returncode == 0, audited.stdout + audited.stderr)
    with open(report, encoding="utf-8") as text:
        names = [case["name"] for case in json.load(text)["cases"]]
    check("they are reported in the order of time", names == ["early", "late"], str(names))


def refused(check, work, number, what, file, line, instead, words):
    folder = os.path.join(work, f"case-{number}")
    report = os.path.join(work, f"report-{number}.json")
    rig.write_case(folder, broken(file, line, instead))
    ran = run_once(report, folder)
    said = ran.stdout + ran.stderr
    place = re.escape(file) + (rf", line {line}\b" if line else "")
    wrong = [
        why for why, holds in (
            ("it exited 0", ran.returncode != 0),
            (f"it did not name {file}" + (f", line {line}" if line else ""), re.search(place, said)),
            (f"it did not say «{words}»", words in said),
            ("it wrote a report", not os.path.exists(report)),
        ) if not holds
    ]
    check(f"refused: {what}", not wrong, f"{', '.join(wrong)}:\n{said}")


def main():
    check = rig.Checks()
    with tempfile.TemporaryDirectory() as work:
        for number, case in enumerate(BROKEN):
            refused(check, work, number, *case)
        two_months(check, work)
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
