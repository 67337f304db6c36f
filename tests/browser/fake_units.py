"""Simulated units for the workbench: a key that is down sounds the buzzer."""

from flask import Flask, request

KEYS = {"1": "next", "2": "recall", "3": "no_show", "4": "hold"}
RED, GREEN = 1, 2


def _unit(address, counter, digits, lamp, waiting, keys):
    return {
        "unit": f"line1/{address}",
        "line": "line1",
        "address": address,
        "counter": f"nghiado:{counter}",
        "keys": keys,
        "shows": {
            "digits": digits,
            "lamp": lamp,
            "buzzer": {"on": False, "pattern": 0, "count": 0},
            "waiting": waiting,
            "power": True,
        },
    }


def add_units(app: Flask) -> None:
    """Serve four boxes with an LED unit each, as the API does."""
    shown = (("A003", GREEN), ("H012", GREEN), ("----", RED), ("", 0))
    units = {}
    for counter, (digits, lamp) in enumerate(shown, start=1):
        units[counter] = _unit(counter, counter, digits, lamp, str(counter * 3), KEYS)
        units[100 + counter] = _unit(100 + counter, counter, digits, 0, "", {})

    @app.get("/api/v1/workbench/units")
    def list_units():
        return {"units": list(units.values())}

    @app.post("/api/v1/workbench/units/<line>/<int:address>/<any(press, release):verb>")
    def touch(line, address, verb):
        buzzer = units[address]["shows"]["buzzer"]
        buzzer["on"] = verb == "press"
        buzzer["count"] += verb == "press"
        units[address]["shows"]["digits"] = f"  K{request.get_json()['key']}" if verb == "press" else "A004"
        return "", 204
