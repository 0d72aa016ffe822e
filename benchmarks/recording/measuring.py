"""One arm and one seed measured: rows of plain numbers, checked and rounded."""

from __future__ import annotations

import functools
import math
import numbers
from typing import Any

import numpy as np

from recording.script import Script, ScriptError

DIGITS = 6  # significant: float32 has no more
CURVE = "_curve"


@functools.cache
def _loaded(name: str, load: tuple[tuple[str, Any], ...]) -> Any:
    from course_lib import datasets

    return datasets.load(name, **dict(load))


def measured(script: Script, arm: str, seed: int) -> list[dict[str, Any]]:
    """Return the rows of one arm and seed, at full length."""
    data = _loaded(script.data, tuple(script.load.items()))
    given = {} if script.epochs is None else {"epochs": script.epochs}
    return checked(script, script.measure(arm, seed, data=data, **given))


def repeated(script: Script, cheap: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the cheap part that `cheap` states."""
    from course_lib import datasets

    name = cheap.get("data", script.data)
    full = {record["name"] for record in datasets.listing() if record["kind"] == "full"}
    if name in full:
        raise ScriptError(
            f"{script.name}.py: CHEAP must name embedded 'data', since {name} is not everywhere"
        )
    load = cheap.get("load", script.load if name == script.data else {})
    given = {"epochs": cheap["epochs"]} if "epochs" in cheap else {}
    data = _loaded(name, tuple(load.items()))
    return checked(script, script.measure(cheap["arm"], cheap["seed"], data=data, **given))


def checked(script: Script, rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ScriptError(f"{script.name}.py: measure must return a list of dicts, got {rows!r}")
    plain = [{name: _plain(value, name, script) for name, value in row.items()} for row in rows]
    for row in plain:
        wanted = (script.metric, *script.by)
        if {"arm", "seed"} & set(row) or not set(wanted) <= set(row):
            raise ScriptError(
                f"{script.name}.py: each row must hold {', '.join(wanted)} and neither arm nor "
                f"seed, got {', '.join(row)}: METRIC names what counts"
            )
    places = {tuple(row[name] for name in script.by) for row in plain}
    if len(places) < len(plain):
        raise ScriptError(
            f"{script.name}.py: measure gave {len(plain)} rows for one arm and seed: name the "
            'columns that tell them apart, such as BY = ("scale",)'
        )
    return plain


def _plain(value: Any, name: str, script: Script) -> Any:
    if name.endswith(CURVE):
        return [_number(one, name, script) for one in np.asarray(value, float)]
    return value if isinstance(value, str) else _number(value, name, script)


def _number(value: Any, name: str, script: Script) -> Any:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ScriptError(
            f"{script.name}.py: {name} must be a number or a text, got {value!r}"
        ) from None
    return float(f"{number:.{DIGITS}g}") if math.isfinite(number) else None
