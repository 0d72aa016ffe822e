"""Time several functions in turn, A B C A B C ..., so that drift of the machine hits all alike."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

# inside the package: a chapter that was downloaded alone shows them
RESULTS = pathlib.Path(__file__).parents[1] / "course_lib" / "records" / "timings"


def interleave(
    functions: Mapping[str, Callable[[], object]], *, rounds: int = 7, warmup: int = 1
) -> dict[str, float]:
    """Return each function's median seconds over `rounds` rounds, after `warmup` uncounted."""
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for turn in range(warmup + rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            elapsed = time.perf_counter() - start
            if turn >= warmup:
                seconds[name].append(elapsed)
    return {name: statistics.median(runs) for name, runs in seconds.items()}


def ratios(medians: Mapping[str, float], *, ours: str) -> dict[str, float]:
    """Return how many times as long as ours each function took."""
    return {name: value / medians[ours] for name, value in medians.items() if name != ours}


def save(name: str, rows: list[dict[str, Any]], *, data: str, **facts: object) -> pathlib.Path:
    """Write `rows` and `facts` with the machine, the data and the date to RESULTS/NAME.json."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    machine = f"{platform.machine()} {platform.system()}, {os.cpu_count()} cores"
    record = {
        "benchmark": name,
        "data": data,
        "date": datetime.date.today().isoformat(),
        "machine": f"{machine}, Python {platform.python_version()}",
        "rows": rows,
        **facts,
    }
    path.write_text(json.dumps(record, indent=2) + "\n")
    return path
