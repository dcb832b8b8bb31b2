"""Small made-up cases, and a reference that says what a right report of them holds."""

import gzip
import json
import os
import random

COLUMNS = (
    "granted carried_in generated received bought overdrawn used reserve balances held given "
    "offered sold carried_out expired"
).split()


def write_case(folder, name, period, networks, seed=1):
    """Writes a case. `networks`: [(name, allotment_kwh, policy, [(name, allocation_kwh, used_wh,
    generated_wh)])]. Registers start anywhere and move at random times."""
    os.makedirs(folder, exist_ok=True)
    dice = random.Random(seed)
    about = {"format": 1, "name": name, "period": period, "interval_minutes": 15}
    with open(os.path.join(folder, "case.json"), "w", encoding="utf-8") as out:
        json.dump(about, out)
    network_rows = ["network,name,provider,allotment_kwh,leftover_policy,latitude,longitude"]
    device_rows = ["network,device,name,kind,rated_w,allocation_kwh"]
    readings = []
    for number, (title, allotment, policy, devices) in enumerate(networks, start=1):
        network_rows.append(f"{number},{title},utility,{allotment},{policy},0,0")
        for slot, (label, allocation, used, generated) in enumerate(devices):
            device_rows.append(f"{number},{slot},{label},household,4000,{allocation}")
            start = dice.randrange(5000), dice.randrange(5000)
            parts = sorted(dice.random() for _ in range(5))
            days = sorted(dice.sample(range(2, 28), 5))
            for day, part in [(1, 0.0), *zip(days, parts), (29, 1.0)]:
                row = f"{number},{slot},{start[0] + int(used * part)},{start[1] + int(generated * part)}"
                readings.append((f"{period}-{day:02}T00:00:00Z", row))
    readings.sort(key=lambda reading: reading[0])
    with open(os.path.join(folder, "networks.csv"), "w", encoding="utf-8") as out:
        out.write("\n".join(network_rows) + "\n")
    with open(os.path.join(folder, "devices.csv"), "w", encoding="utf-8") as out:
        out.write("\n".join(device_rows) + "\n")
    with gzip.open(os.path.join(folder, "readings.csv.gz"), "wt", encoding="utf-8") as out:
        out.write("interval_end,network,device,import_wh,export_wh\n")
        out.writelines(f"{at},{row}\n" for at, row in readings)


def expected_network(number, network):
    """The closed month of one network: its own devices help first, then it buys or has left."""
    wh = dict.fromkeys(COLUMNS, 0)
    lines, spare, short = [], {}, {}
    for slot, device in network.devices.items():
        left = device.allocation_wh - device.used_wh()
        (spare if left > 0 else short)[slot] = abs(left)
        lines.append({
            "device": slot,
            "name": device.name,
            "import_wh": device.last[0],
            "export_wh": device.last[1],
            "used_wh": device.used_wh(),
            "generated_wh": device.generated_wh(),
            "received_wh": 0,
            "given_wh": 0,
        })
    transfers = 0
    for taker in short:
        for giver in spare:
            moved = min(short[taker], spare[giver])
            short[taker] -= moved
            spare[giver] -= moved
            lines[taker]["received_wh"] += moved
            lines[giver]["given_wh"] += moved
            transfers += moved > 0
    for rank, line in enumerate(sorted(lines, key=lambda l: (-l["used_wh"], l["device"])), 1):
        line["rank"] = rank
    wh["granted"] = network.allotment_wh
    wh["used"] = sum(line["used_wh"] for line in lines)
    wh["generated"] = sum(line["generated_wh"] for line in lines)
    left = wh["granted"] + wh["generated"] - wh["used"]
    if left < 0:
        wh["overdrawn"] = min(-left, 7)
        wh["bought"] = -left - wh["overdrawn"]
    elif network.policy == "sell":
        wh["sold"] = left
    elif network.policy == "share":
        wh["given"] = left
    else:
        wh["carried_out"] = min(left, 1_000)
        wh["expired"] = left - wh["carried_out"]
    columns = {f"{column}_wh": wh[column] for column in COLUMNS}
    return {"network": number, "name": network.name, **columns, "devices": lines}, transfers


def expected_case(case):
    networks, transfers = [], 0
    for number, network in case.networks.items():
        line, moved = expected_network(number, network)
        networks.append(line)
        transfers += moved
    sold = sum(network["sold_wh"] for network in networks)
    bought = sum(network["bought_wh"] for network in networks)
    sales = []
    if sold or bought:
        sales.append({
            "round": 17,
            "price": 210,
            "volume_wh": max(sold, bought),
            "buyers": sum(1 for network in networks if network["bought_wh"]),
            "sellers": sum(1 for network in networks if network["sold_wh"]),
        })
    return {
        "name": case.name,
        "period": case.period,
        "readings": {"submitted": case.rows, "booked": case.rows, "refused": 0},
        "networks": networks,
        "transfers": {
            "between_devices": transfers,
            "between_networks": sum(1 for network in networks if network["given_wh"]),
        },
        "sales": sales,
    }


def expected_report(cases):
    return {
        "cases": [expected_case(case) for case in sorted(cases, key=lambda case: case.period)],
        "chain": {"genesis": "0x" + "5a" * 32, "blocks": 321, "spec_version": 1},
        "seconds": 12.5,
    }
