"""The trials as they were run beforehand, for readers whose browser runs nothing.

``python book/_ext/live_trials`` runs them anew, with the seeds 1 to 10, in Chromium.
"""

from __future__ import annotations

import functools
import json
from html import escape
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("tried.json")

Tried = dict[str, Any]


@functools.cache
def stored() -> dict[str, list[Tried]]:
    """Return for each trial, by name, the scores of its arms with each of its switches."""
    return json.loads(PATH.read_text("utf-8"))


def table(settings: list[Tried]) -> str:
    """Return one trial as an HTML table, for a page without JavaScript."""
    from course_lib.experiments import verdicts

    rows = [
        _row(setting["switches"], arm, found)
        for setting in settings
        for arm, found in verdicts(setting["scores"]).to_dict("index").items()
    ]
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("switches", "arm", "difference", "95 % interval", "verdict")
    )
    return (
        "<table><caption>Difference from the first arm, in points of accuracy, with the seeds "
        f"1 to 10</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _row(switches: list[str], arm: str, found: Tried) -> str:
    interval = f"{_signed(found['low'])} to {_signed(found['high'])}"
    values = (arm, _signed(found["difference"]), interval, found["verdict"])
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f'<tr><th scope="row">{escape("; ".join(switches) or "none")}</th>{cells}</tr>'


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
