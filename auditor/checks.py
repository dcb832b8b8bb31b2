"""The checks: a report against the input files and the invariants of the design."""

from shape import INFLOWS, OUTFLOWS


def index(tally, name, where, reported, expected, key):
    """Reported items by number, after checking that they are just the expected ones, once each."""
    numbers = [item[key] for item in reported]
    tally.same(name, where, sorted(numbers), sorted(expected))
    return {item[key]: item for item in reported if item[key] in expected}


def total(items, *columns):
    return sum(item[column] for item in items for column in columns)


def check_report(tally, report, cases, refused=None, prices=None):
    """Checks a report of the right shape. `refused`: {case name: readings that are to be refused};
    `prices`: (lowest, highest, tick) of the provider, or None."""
    tally.same(
        "cases: those that were asked for",
        "report",
        sorted((case["name"], case["period"]) for case in report["cases"]),
        sorted((case.name, case.period) for case in cases),
    )
    periods = [case["period"] for case in report["cases"]]
    tally.same("cases: in the order of time", "report", periods, sorted(periods))
    chain = report["chain"]
    tally.check("chain: has blocks", "report", chain["blocks"] > 0, "no block was made")
    tally.check("chain: has a version", "report", chain["spec_version"] > 0, "no spec version")
    known = {(case.name, case.period): case for case in cases}
    for reported in report["cases"]:
        case = known.get((reported["name"], reported["period"]))
        if case:
            check_case(tally, reported, case, (refused or {}).get(case.name, 0), prices)


def check_case(tally, reported, case, refused, prices):
    where = case.name
    readings = reported["readings"]
    tally.same("readings: submitted = rows of the file", where, readings["submitted"], case.rows)
    tally.same(
        "readings: submitted = booked + refused",
        where,
        readings["submitted"],
        readings["booked"] + readings["refused"],
    )
    tally.same("readings: refused", where, readings["refused"], refused)

    networks = index(
        tally, "networks: those of the case", where, reported["networks"], case.networks, "network"
    )
    for number, network in networks.items():
        check_network(tally, network, case.networks[number], f"{where}, network {number}")
    check_between_networks(tally, reported, case, where)
    check_sales(tally, reported, case, where, prices)


def check_network(tally, reported, network, where):
    tally.same("networks: name", where, reported["name"], network.name)
    devices = index(
        tally, "devices: those of the network", where, reported["devices"], network.devices, "device"
    )
    for number, device in devices.items():
        check_device(tally, device, network.devices[number], f"{where}, device {number}")
    lines = reported["devices"]

    def place_of(line):
        device = network.devices.get(line["device"])
        # Devices get their ids when their meters begin.
        began = device.opened.timestamp() if device and device.opened else 0
        return -line["used_wh"], began, line["device"]

    by_use = sorted(lines, key=place_of)
    ranks = {line["device"]: rank for rank, line in enumerate(by_use, start=1)}
    for line in lines:
        place = f"{where}, device {line['device']}"
        tally.same("devices: rank by use, then id", place, line["rank"], ranks[line["device"]])

    for column in ("used_wh", "generated_wh"):
        tally.same(
            f"networks: {column} = sum of devices", where, reported[column], total(lines, column)
        )
    tally.same(
        "devices: what was given was received", where,
        total(lines, "given_wh"), total(lines, "received_wh"),
    )
    check_columns(tally, reported, network, where)


def check_device(tally, reported, device, where):
    last = device.last or (0, 0)
    tally.same("devices: name", where, reported["name"], device.name)
    tally.same("devices: import_wh = last register", where, reported["import_wh"], last[0])
    tally.same("devices: export_wh = last register", where, reported["export_wh"], last[1])
    tally.same(
        "devices: used_wh = last - first register", where, reported["used_wh"], device.used_wh()
    )
    tally.same(
        "devices: generated_wh = last - first register", where,
        reported["generated_wh"], device.generated_wh(),
    )


def check_columns(tally, reported, network, where):
    inflow, outflow = total([reported], *INFLOWS), total([reported], *OUTFLOWS)
    tally.check(
        "ledger: invariant 1, all that came in = where it is or went", where,
        inflow == outflow, f"in {inflow} Wh, out {outflow} Wh: off by {inflow - outflow}",
    )
    tally.same(
        "ledger: granted_wh = the allotment", where, reported["granted_wh"], network.allotment_wh
    )
    # Each case has networks of its own: nothing was there before its month.
    tally.same("ledger: nothing carried in", where, reported["carried_in_wh"], 0)
    for column in ("reserve_wh", "balances_wh", "held_wh", "offered_wh"):
        tally.same(f"closed: no {column} stays", where, reported[column], 0)

    had = total([reported], "granted_wh", "carried_in_wh", "generated_wh", "received_wh")
    needed = total([reported], "used_wh", "given_wh")
    bought, left = ("bought_wh", "overdrawn_wh"), ("sold_wh", "carried_out_wh", "expired_wh")
    tally.same(
        "closed: bought + overdrawn = what it lacked", where,
        total([reported], *bought), max(0, needed - had),
    )
    tally.same(
        "closed: sold + carried out + expired = what it had left", where,
        total([reported], *left), max(0, had - needed),
    )
    if network.policy == "sell":
        tally.same(
            "policy sell: nothing is kept", where,
            total([reported], "carried_out_wh", "expired_wh"), 0,
        )
    else:
        tally.same(f"policy {network.policy}: nothing is sold", where, reported["sold_wh"], 0)


def check_between_networks(tally, reported, case, where):
    networks, transfers = reported["networks"], reported["transfers"]
    given, received = total(networks, "given_wh"), total(networks, "received_wh")
    tally.check(
        "between networks: no more received than given", where,
        received <= given, f"received {received} Wh, given {given} Wh",
    )
    check_count(tally, "transfers: between networks", where,
                transfers["between_networks"], given + received)
    moved = sum(total(network["devices"], "received_wh") for network in networks)
    check_count(tally, "transfers: between devices", where, transfers["between_devices"], moved)

    # A provider's networks are a community where one of them shares and another can receive.
    providers = [network.provider for network in case.networks.values()]
    for network in networks:
        known = case.networks.get(network["network"])
        if known and known.policy == "share" and providers.count(known.provider) > 1:
            tally.same(
                "policy share: what is left is given", f"{where}, network {network['network']}",
                total([network], "carried_out_wh", "expired_wh"), 0,
            )


def check_count(tally, name, where, count, energy):
    """Transfers are counted if and only if energy moved, and each moved at least 1 Wh."""
    holds = count <= energy and (count > 0) == (energy > 0)
    tally.check(name, where, holds, f"{count} transfers moved {energy} Wh")


def check_sales(tally, reported, case, where, prices):
    networks, sales = reported["networks"], reported["sales"]
    rounds = [sale["round"] for sale in sales]
    tally.same("sales: rounds in order", where, rounds, sorted(rounds))
    providers = len({network.provider for network in case.networks.values()})
    most = max([rounds.count(number) for number in rounds], default=0)
    tally.check(
        "sales: each round once for each provider", where,
        most <= providers, f"a round {most} times, {providers} providers",
    )
    for sale in sales:
        place = f"{where}, round {sale['round']}"
        tally.check(
            "sales: a round that is listed traded", place,
            sale["volume_wh"] > 0 and sale["buyers"] + sale["sellers"] > 0,
            f"{sale['volume_wh']} Wh, {sale['buyers']} buyers, {sale['sellers']} sellers",
        )
        tally.check("sales: the price is positive", place, sale["price"] > 0, "the price is 0")
        if prices:
            low, high, tick = prices
            holds = low <= sale["price"] <= high and (sale["price"] - low) % tick == 0
            tally.check(
                "sales: the price stands on a tick of the tariff", place, holds,
                f"price {sale['price']}, tariff {low} to {high} by {tick}",
            )
        for side, column in (("buyers", "bought_wh"), ("sellers", "sold_wh")):
            trading = sum(1 for network in networks if network[column] > 0)
            # The provider, who may stand at either end, is not among them.
            tally.check(
                f"sales: no more {side} than networks that traded", place,
                sale[side] <= trading, f"{sale[side]} {side}, {trading} networks traded",
            )
    sold, bought = total(networks, "sold_wh"), total(networks, "bought_wh")
    volume = total(sales, "volume_wh")
    # A kWh between two networks counts once; the provider buys or sells the rest.
    tally.check(
        "sales: the volume covers what was sold and bought", where,
        max(sold, bought) <= volume <= sold + bought,
        f"volume {volume} Wh, sold {sold} Wh, bought {bought} Wh",
    )
