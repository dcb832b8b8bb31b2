"""A right report passes every check; each way of tampering with it is found by name."""

import contextlib
import copy
import gzip
import io
import json
import os
import random
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]

import audit  # noqa: E402
from case import BadCase, read_case  # noqa: E402
from synthetic import expected_report, write_case  # noqa: E402

# Street: 1 lacks and buys; 2 sells; 3 holds; 4 and 5 share; in 1 and 6 devices help each other.
STREET = [
    ("Short", 20, "sell", [("a", 12, 19_500, 0), ("b", 8, 5_250, 0)]),
    ("Seller", 30, "sell", [("a", 30, 11_001, 0), ("roof", 0, 0, 4_321)]),
    ("Keeper", 10, "hold", [("a", 9, 3_333, 0)]),
    ("Sharer", 15, "share", [("a", 10, 10_000, 0), ("b", 5, 1_234, 0)]),
    ("Giver", 5, "share", [("a", 5, 4_999, 0)]),
    ("Even", 7, "hold", [("a", 3, 3_500, 0), ("b", 4, 3_500, 0)]),
]
GARAGE = [("Garage", 9, "hold", [(f"box {n}", 3, 100 * n * n, 0) for n in range(3)])]
PRICES = (110, 310, 10)


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.street = os.path.join(self.folder, "street")
        self.garage = os.path.join(self.folder, "garage")
        write_case(self.street, "street", "2020-02", STREET)
        write_case(self.garage, "garage", "2019-11", GARAGE, seed=2)


class RightReport(Folder):
    def test_a_right_report_passes_every_check(self):
        cases = [read_case(self.street), read_case(self.garage)]
        tally = audit.audit(expected_report(cases), cases, prices=PRICES)
        self.assertEqual(tally.failures, [])
        self.assertGreater(sum(tally.passed.values()), 500)
        # A check that never ran cannot fail: each has run at least once.
        self.assertTrue(all(tally.passed.values()))

    def test_fifty_random_streets_pass(self):
        dice = random.Random(7)
        for seed in range(50):
            networks = [
                (f"n{n}", dice.randrange(5, 40), dice.choice(("hold", "sell", "share")), [
                    (f"d{d}", dice.randrange(10), dice.randrange(20_000), dice.choice((0, 900)))
                    for d in range(dice.randrange(1, 6))
                ])
                for n in range(dice.randrange(1, 6))
            ]
            folder = os.path.join(self.folder, str(seed))
            write_case(folder, f"case-{seed}", "2021-06", networks, seed)
            cases = [read_case(folder)]
            tally = audit.audit(expected_report(cases), cases, prices=PRICES)
            self.assertEqual(tally.failures, [], networks)


def set_(*path_and_value):
    *path, last, value = path_and_value

    def tamper(report):
        item = report
        for step in path:
            item = item[step]
        item[last] = value(item[last]) if callable(value) else value

    return tamper


def both(*tamperings):
    def tamper(report):
        for each in tamperings:
            each(report)

    return tamper


def drop(*path):
    def tamper(report):
        item = report
        for step in path[:-1]:
            item = item[step]
        del item[path[-1]]

    return tamper


def add(amount):
    return lambda value: value + amount


# In the report, garage is case 0 and street is case 1 (the order of time).
S = ("cases", 1)
N = (*S, "networks")


def swap_ranks(report):
    a, b = report["cases"][1]["networks"][5]["devices"]
    a["rank"], b["rank"] = b["rank"], a["rank"]


TAMPERINGS = [
    # (what was done, the check that finds it, how)
    ("a key is missing", "report: keys", drop("chain", "blocks")),
    ("a key is too many", "report: keys", set_(*N, 0, lambda n: {**n, "note": 1})),
    ("energy as a float", "report: types", set_(*N, 0, "used_wh", float)),
    ("energy as text", "report: types", set_(*N, 0, "devices", 0, "used_wh", str)),
    ("negative energy", "report: types", set_(*N, 0, "reserve_wh", -1)),
    ("energy past 64 bits", "report: types", set_(*N, 0, "sold_wh", 1 << 64)),
    ("a boolean as a count", "report: types", set_(*S, "transfers", "between_devices", True)),
    ("a null", "report: types", set_(*N, 0, "held_wh", None)),
    ("networks as an object", "report: lists", set_(*N, {})),
    ("a genesis that is no hash", "report: types", set_("chain", "genesis", "0x12")),
    ("a period that is no month", "report: types", set_(*S, "period", "2020-13")),
    ("a case is missing", "cases: those that were asked for", drop("cases", 0)),
    ("another month", "cases: those that were asked for", set_(*S, "period", "2020-03")),
    ("cases out of order", "cases: in the order of time", lambda r: r["cases"].reverse()),
    ("no blocks", "chain: has blocks", set_("chain", "blocks", 0)),
    ("no spec version", "chain: has a version", set_("chain", "spec_version", 0)),
    ("a reading not submitted", "readings: submitted = rows of the file",
     set_(*S, "readings", lambda r: {**r, "submitted": r["submitted"] - 1})),
    ("a reading lost", "readings: submitted = booked + refused",
     set_(*S, "readings", "booked", add(-1))),
    ("a reading refused", "readings: refused",
     both(set_(*S, "readings", "booked", add(-1)), set_(*S, "readings", "refused", 1))),
    ("a network is missing", "networks: those of the case", drop(*N, 2)),
    ("a network twice", "networks: those of the case", lambda r: r["cases"][1]["networks"].append(
        copy.deepcopy(r["cases"][1]["networks"][2]))),
    ("another network's name", "networks: name", set_(*N, 1, "name", "Nobody")),
    ("a device is missing", "devices: those of the network", drop(*N, 1, "devices", 1)),
    ("an unknown device", "devices: those of the network", set_(*N, 1, "devices", 1, "device", 9)),
    ("another device's name", "devices: name", set_(*N, 1, "devices", 1, "name", "cellar")),
    ("an import register off by one", "devices: import_wh = last register",
     set_(*N, 0, "devices", 0, "import_wh", add(1))),
    ("an export register off by one", "devices: export_wh = last register",
     set_(*N, 1, "devices", 1, "export_wh", add(-1))),
    ("a use off by one", "devices: used_wh = last - first register",
     both(set_(*N, 0, "devices", 0, "used_wh", add(1)), set_(*N, 0, "used_wh", add(1)),
          set_(*N, 0, "bought_wh", add(1)))),
    ("use moved between devices", "devices: used_wh = last - first register",
     both(set_(*N, 0, "devices", 0, "used_wh", add(10)), set_(*N, 0, "devices", 1, "used_wh", add(-10)))),
    ("a generation off by one", "devices: generated_wh = last - first register",
     set_(*N, 1, "devices", 1, "generated_wh", add(1))),
    ("a network's use is not its devices'", "networks: used_wh = sum of devices",
     both(set_(*N, 0, "used_wh", add(5)), set_(*N, 0, "bought_wh", add(5)))),
    ("a network's generation is not its devices'", "networks: generated_wh = sum of devices",
     both(set_(*N, 1, "generated_wh", add(5)), set_(*N, 1, "sold_wh", add(5)))),
    ("ranks swapped among equals", "devices: rank by use, then id", swap_ranks),
    ("a rank twice", "devices: rank by use, then id", set_(*N, 0, "devices", 0, "rank", 2)),
    ("help from nowhere", "devices: what was given was received",
     set_(*N, 0, "devices", 0, "received_wh", add(1))),
    ("energy from nowhere", "ledger: invariant 1, all that came in = where it is or went",
     set_(*N, 2, "carried_out_wh", add(1))),
    ("energy lost", "ledger: invariant 1, all that came in = where it is or went",
     set_(*N, 2, "expired_wh", add(-1))),
    ("granted more than the allotment", "ledger: granted_wh = the allotment",
     both(set_(*N, 2, "granted_wh", add(1000)), set_(*N, 2, "expired_wh", add(1000)))),
    ("carried in from nowhere", "ledger: nothing carried in",
     both(set_(*N, 2, "carried_in_wh", 5), set_(*N, 2, "expired_wh", add(5)))),
    ("energy stays in the reserve", "closed: no reserve_wh stays",
     both(set_(*N, 2, "reserve_wh", 9), set_(*N, 2, "expired_wh", add(-9)))),
    ("energy stays with devices", "closed: no balances_wh stays",
     both(set_(*N, 2, "balances_wh", 9), set_(*N, 2, "expired_wh", add(-9)))),
    ("energy stays held", "closed: no held_wh stays",
     both(set_(*N, 1, "held_wh", 9), set_(*N, 1, "sold_wh", add(-9)))),
    ("an order is not settled", "closed: no offered_wh stays",
     both(set_(*N, 1, "offered_wh", 9), set_(*N, 1, "sold_wh", add(-9)))),
    ("bought without need", "closed: bought + overdrawn = what it lacked",
     both(set_(*N, 2, "bought_wh", 9), set_(*N, 2, "expired_wh", add(9)))),
    ("overdrawn though it had left", "closed: sold + carried out + expired = what it had left",
     both(set_(*N, 1, "overdrawn_wh", 9), set_(*N, 1, "sold_wh", add(9)))),
    ("a seller keeps", "policy sell: nothing is kept",
     both(set_(*N, 1, "carried_out_wh", 9), set_(*N, 1, "sold_wh", add(-9)))),
    ("a keeper sells", "policy hold: nothing is sold",
     both(set_(*N, 2, "sold_wh", 9), set_(*N, 2, "expired_wh", add(-9)))),
    ("a sharer sells", "policy share: nothing is sold",
     both(set_(*N, 3, "sold_wh", 9), set_(*N, 3, "given_wh", add(-9)))),
    ("a sharer keeps", "policy share: what is left is given",
     both(set_(*N, 3, "carried_out_wh", 9), set_(*N, 3, "given_wh", add(-9)))),
    ("more received than given", "between networks: no more received than given",
     both(set_(*N, 0, "received_wh", 4_700), set_(*N, 0, "bought_wh", add(-4_700)),
          set_(*N, 3, "given_wh", 0), set_(*N, 3, "carried_out_wh", 3_766))),
    ("shared without a transfer", "transfers: between networks",
     set_(*S, "transfers", "between_networks", 0)),
    ("helped without a transfer", "transfers: between devices",
     set_(*S, "transfers", "between_devices", 0)),
    ("transfers without energy", "transfers: between devices",
     set_("cases", 0, "transfers", "between_devices", 3)),
    ("a round twice", "sales: each round once for each provider",
     lambda r: r["cases"][1]["sales"].append(dict(r["cases"][1]["sales"][0]))),
    ("rounds out of order", "sales: rounds in order",
     lambda r: r["cases"][1]["sales"].append({**r["cases"][1]["sales"][0], "round": 3})),
    ("a round without trade", "sales: a round that is listed traded",
     lambda r: r["cases"][0]["sales"].append(
         {"round": 1, "price": 210, "volume_wh": 0, "buyers": 0, "sellers": 0})),
    ("a price of nothing", "sales: the price is positive", set_(*S, "sales", 0, "price", 0)),
    ("a price above retail", "sales: the price stands on a tick of the tariff",
     set_(*S, "sales", 0, "price", 320)),
    ("a price off the tick", "sales: the price stands on a tick of the tariff",
     set_(*S, "sales", 0, "price", 215)),
    ("buyers from nowhere", "sales: no more buyers than networks that traded", set_(*S, "sales", 0, "buyers", 9)),
    ("sellers from nowhere", "sales: no more sellers than networks that traded",
     set_(*S, "sales", 0, "sellers", 9)),
    ("sold more than the rounds traded", "sales: the volume covers what was sold and bought",
     set_(*S, "sales", 0, "volume_wh", add(-1))),
    ("sold without a sale", "sales: the volume covers what was sold and bought",
     set_(*S, "sales", [])),
]


class Tampering(Folder):
    def test_each_tampering_is_found(self):
        cases = [read_case(self.street), read_case(self.garage)]
        right = expected_report(cases)
        for what, check, tamper in TAMPERINGS:
            with self.subTest(what):
                report = copy.deepcopy(right)
                tamper(report)
                changed = json.dumps(report) != json.dumps(right)
                self.assertTrue(changed, "the tampering changed nothing")
                tally = audit.audit(report, cases, prices=PRICES)
                self.assertIn(check, {failure[0] for failure in tally.failures})

    def test_every_check_is_reached_by_a_tampering(self):
        cases = [read_case(self.street), read_case(self.garage)]
        ran = audit.audit(expected_report(cases), cases, prices=PRICES).passed
        self.assertEqual(set(ran) - {check for _, check, _ in TAMPERINGS}, {"report: objects"})


class CommandLine(Folder):
    def run_audit(self, report, *more):
        path = os.path.join(self.folder, "report.json")
        with open(path, "w", encoding="utf-8") as out:
            out.write(report if isinstance(report, str) else json.dumps(report))
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = audit.main(["--report", path, "--case", self.street, *more])
        return code, out.getvalue(), err.getvalue()

    def report(self):
        return expected_report([read_case(self.street)])

    def test_a_right_report_exits_zero(self):
        code, out, _ = self.run_audit(self.report())
        self.assertEqual(code, 0)
        self.assertRegex(out, r"\d+ passed, 0 failed\n$")

    def test_a_failure_exits_one_and_names_place_and_both_values(self):
        report = self.report()
        report["cases"][0]["networks"][2]["granted_wh"] += 1
        code, out, _ = self.run_audit(report)
        self.assertEqual(code, 1)
        self.assertIn("street, network 3", out)
        self.assertIn("reported 10001, must be 10000", out)

    def test_refusals_that_were_stated_are_right(self):
        report = self.report()
        report["cases"][0]["readings"]["booked"] -= 2
        report["cases"][0]["readings"]["refused"] += 2
        self.assertEqual(self.run_audit(report)[0], 1)
        self.assertEqual(self.run_audit(report, "--refused", "street=2")[0], 0)

    def test_no_json_and_repeated_keys_and_nan_exit_two(self):
        for text in ("{", '{"cases": [], "cases": []}', '{"seconds": NaN}'):
            code, _, err = self.run_audit(text)
            self.assertEqual(code, 2)
            self.assertIn("report.json", err)


class BrokenCase(Folder):
    def breaks(self, file, change, reason):
        path = os.path.join(self.street, file)
        opener = gzip.open if file.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8") as text:
            lines = text.read().splitlines()
        change(lines)
        with opener(path, "wt", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
        with self.assertRaisesRegex(BadCase, reason):
            read_case(self.street)

    def test_an_unknown_network(self):
        self.breaks("readings.csv.gz", lambda l: l.append("2020-02-29T00:00:00Z,99,0,1,0"), "unknown")

    def test_a_register_that_runs_backwards(self):
        self.breaks("readings.csv.gz", lambda l: l.append("2020-02-29T00:00:00Z,1,0,0,0"), "backwards")

    def test_a_time_that_goes_back(self):
        self.breaks("readings.csv.gz", lambda l: l.append("2020-02-01T00:00:00Z,1,0,0,0"), "stands after")

    def test_a_time_that_is_none(self):
        self.breaks("readings.csv.gz", lambda l: l.append("noon,1,0,0,0"), "readings.csv.gz:72")

    def test_a_missing_column(self):
        self.breaks("devices.csv", lambda l: l.__setitem__(0, "network,device"), "no column")

    def test_a_network_twice(self):
        self.breaks("networks.csv", lambda l: l.append(l[1]), "networks.csv:8: repeated")

    def test_a_missing_file(self):
        os.remove(os.path.join(self.street, "networks.csv"))
        with self.assertRaisesRegex(BadCase, "networks.csv"):
            read_case(self.street)


if __name__ == "__main__":
    unittest.main()
