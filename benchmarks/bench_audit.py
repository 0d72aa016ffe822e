"""What an audit costs: chapters run from their beginning in a fresh kernel, watched and not.

Seconds are those that the kernel computes, so that a busy machine says the same. A chapter named on
the command line is measured alone: ``python benchmarks/bench_audit.py 06-ablation``.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from interleave import interleave, ratios, save
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

BOOK = Path(__file__).parents[1] / "book"
CHAPTERS = ("06-ablation", "09-models-folds-calibration", "11-ensembles")
ROUNDS = int(os.environ.get("ROUNDS", "3"))
BEGIN = "from course_lib import audit as _audit; _audit.start()"
END = """
import json as _json, resource as _resource
_watched = {watched} and str(_audit.report())
_used = _resource.getrusage(_resource.RUSAGE_SELF)
print(_json.dumps([_used.ru_utime + _used.ru_stime, _used.ru_maxrss]))
"""


def run(path: Path, into: list[tuple[float, float]], *, watched: bool) -> None:
    """Run a chapter; note its seconds of computing and its largest memory in MB."""
    chapter = nbformat.read(path, as_version=4)
    chapter.cells.insert(0, new_code_cell(BEGIN if watched else ""))
    chapter.cells.append(new_code_cell(END.format(watched=watched)))
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(chapter, timeout=None, kernel_name="python3", resources=resources).execute()
    seconds, kilobytes = json.loads(chapter.cells[-1].outputs[-1]["text"].splitlines()[-1])
    into.append((seconds, kilobytes / 1024))


def measured(name: str) -> dict[str, Any]:
    found: dict[str, list[tuple[float, float]]] = {"audited": [], "alone": []}
    functions = {
        kind: partial(run, BOOK / f"{name}.ipynb", runs, watched=kind == "audited")
        for kind, runs in found.items()
    }
    interleave(functions, rounds=ROUNDS, warmup=0)
    seconds = {kind: statistics.median(run[0] for run in runs) for kind, runs in found.items()}
    memory = {kind: statistics.median(run[1] for run in runs) for kind, runs in found.items()}
    row = {
        "case": f"chapter {name}",
        "ours_ms": round(1000 * seconds["audited"]),
        "peer": "without an audit",
        "peer_ms": round(1000 * seconds["alone"]),
        "ratio": round(ratios(seconds, ours="audited")["alone"], 3),
        "target": ">= 0.91, and at most 300 MB more",
        "memory_mb": {kind: round(value) for kind, value in memory.items()},
        "runs_s": {kind: [round(run[0], 1) for run in runs] for kind, runs in found.items()},
    }
    print(row, flush=True)
    return row


def main() -> None:
    rows = [measured(name) for name in sys.argv[1:] or CHAPTERS]
    save(
        "audit",
        rows,
        data="chapters of the book with the data that they load",
        unit="milliseconds of computing of the kernel",
        rounds=ROUNDS,
        load=[round(one, 1) for one in os.getloadavg()],
    )


if __name__ == "__main__":
    main()
