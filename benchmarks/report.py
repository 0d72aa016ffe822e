"""The results of all benchmarks as text that fits a terminal of 80 columns."""

from __future__ import annotations

import itertools
import json
import pathlib
import textwrap
from collections.abc import Iterator
from typing import Any

from interleave import RESULTS

WIDTH = 80
FIGURES = "{:>10}{:>10}{:>8}"
HEAD = FIGURES.format("ours", "peer's", "ratio")


def report(results: pathlib.Path = RESULTS) -> str:
    """Return all stored results: for each case its target, then a line for each peer."""
    lines = ["Medians of interleaved runs; ratio = peer's / ours"]
    for path in sorted(results.glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        if not record["rows"]:
            continue
        name = f"{record['benchmark']}, {record['date']}"
        lines += ["", name + HEAD.rjust(WIDTH - len(name)), "-" * WIDTH]
        for case, rows in itertools.groupby(record["rows"], key=_case):
            lines += _wrapped(case)
            lines += itertools.chain.from_iterable(map(_row, rows))
    return "\n".join(lines)


def duration(milliseconds: float | None) -> str:
    """Return a time in ms, from one second on in s; a case without a peer has none."""
    if milliseconds is None:
        return ""
    return f"{milliseconds:.3g} ms" if milliseconds < 999.5 else f"{milliseconds / 1000:.3g} s"


def _case(row: dict[str, Any]) -> str:
    target = f" (target: {row['target']})" if row.get("target") else ""
    return f"{row['case']}{target}"


def _row(row: dict[str, Any]) -> Iterator[str]:
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.3g}"
    figures = FIGURES.format(duration(row["ours_ms"]), duration(row["peer_ms"]), ratio)
    *above, last = _wrapped(row["peer"] or "no peer", indent="    ", width=WIDTH - len(figures) - 1)
    yield from above
    yield last + figures.rjust(WIDTH - len(last))


def _wrapped(text: str, *, indent: str = "", width: int = WIDTH) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
