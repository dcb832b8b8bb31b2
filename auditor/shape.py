"""The report's shape: every key, none more, and every type."""

import re

WH = "energy in Wh (integer, 0 to 2^64 - 1)"
COUNT = "count (integer, 0 to 2^64 - 1)"
MONEY = "money in smallest units (integer, 0 to 2^128 - 1)"
TEXT = "text"
PERIOD = "month as YYYY-MM"
HASH = "0x and 64 hex digits"
SECONDS = "seconds (number, not negative)"

INFLOWS = (
    "granted_wh", "carried_in_wh", "generated_wh", "received_wh", "bought_wh", "overdrawn_wh",
)
OUTFLOWS = (
    "used_wh", "reserve_wh", "balances_wh", "held_wh", "given_wh", "offered_wh", "sold_wh",
    "carried_out_wh", "expired_wh",
)
DEVICE_ENERGY = (
    "import_wh", "export_wh", "used_wh", "generated_wh", "received_wh", "given_wh",
)

DEVICE = {"device": COUNT, "name": TEXT, **dict.fromkeys(DEVICE_ENERGY, WH), "rank": COUNT}
NETWORK = {
    "network": COUNT,
    "name": TEXT,
    **dict.fromkeys(INFLOWS + OUTFLOWS, WH),
    "devices": [DEVICE],
}
SALE = {"round": COUNT, "price": MONEY, "volume_wh": WH, "buyers": COUNT, "sellers": COUNT}
REPORT = {
    "cases": [
        {
            "name": TEXT,
            "period": PERIOD,
            "readings": {"submitted": COUNT, "booked": COUNT, "refused": COUNT},
            "networks": [NETWORK],
            "transfers": {"between_devices": COUNT, "between_networks": COUNT},
            "sales": [SALE],
        }
    ],
    "chain": {"genesis": HASH, "blocks": COUNT, "spec_version": COUNT},
    "seconds": SECONDS,
}


def is_whole(value, bits):
    return type(value) is int and 0 <= value < 1 << bits


def fits(value, kind):
    if kind in (WH, COUNT):
        return is_whole(value, 64)
    if kind == MONEY:
        return is_whole(value, 128)
    if kind == SECONDS:
        return type(value) in (int, float) and value >= 0
    if type(value) is not str:
        return False
    if kind == PERIOD:
        return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value) is not None
    if kind == HASH:
        return re.fullmatch(r"0x[0-9a-f]{64}", value) is not None
    return True


def check_shape(tally, value, spec=None, where="report"):
    """Walks the report beside its specification; every key and every value is one check."""
    spec = REPORT if spec is None else spec
    if isinstance(spec, dict):
        if tally.check("report: objects", where, type(value) is dict, "must be an object"):
            tally.same("report: keys", where, sorted(value), sorted(spec))
            for key in spec:
                if key in value:
                    check_shape(tally, value[key], spec[key], f"{where}.{key}")
    elif isinstance(spec, list):
        if tally.check("report: lists", where, type(value) is list, "must be a list"):
            for index, item in enumerate(value):
                check_shape(tally, item, spec[0], f"{where}[{index}]")
    else:
        holds = fits(value, spec)
        tally.check("report: types", where, holds, f"{value!r} is no {spec}")
