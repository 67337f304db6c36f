"""Simulated units for the workbench: pressing a key lights the box up."""

import time

from flask import Flask

KEYS = {"1": "next", "2": "recall", "3": "no_show", "4": "hold"}
UNITS = {
    f"line1/{address}": {
        "unit": f"line1/{address}",
        "kind": "box",
        "counter": str(address),
        "digits": digits,
        "lamp": bool(digits.strip()),
        "buzzer": {"on": False, "pattern": 0, "count": 0},
        "keys": KEYS,
    }
    for address, digits in ((1, "A003"), (2, "H012"), (3, "----"))
} | {
    "line1/101": {
        "unit": "line1/101",
        "kind": "led",
        "counter": "1",
        "digits": "A003",
        "lamp": False,
        "buzzer": None,
        "keys": {},
    }
}


def add_units(app: Flask) -> None:
    pressed: list[dict] = []

    @app.get("/workbench/units")
    def units():
        return list(UNITS.values())

    @app.post("/workbench/units/<path:unit>/<any(press, release):what>")
    def touch(unit, what):
        pressed.append({"unit": unit, "what": what, "at": time.time()})
        UNITS[unit]["buzzer"] = {"on": what == "press", "pattern": 1, "count": len(pressed)}
        return {"ok": True}
