"""Mutants a minute where nothing is trained, exercise by exercise, on two workers.

The pace is taken from the first mutant asked to the last; starting the workers and proving the
solution, which each proof does once, is a row of its own.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
import time
from pathlib import Path

from interleave import save

from course_lib.grading.exercise import Exercise
from course_lib.grading.proof.proving import prove
from course_lib.grading.workers import worker_pool

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def main() -> None:
    rows = []
    for path in sorted(SOLUTIONS.glob("*/exercise.toml")):
        name = path.parent.name
        with tempfile.TemporaryDirectory() as folder:
            ignored = shutil.ignore_patterns("right", "wrong")
            copy = shutil.copytree(path.parent, Path(folder, name), ignore=ignored)
            pool = functools.partial(worker_pool, workers=2)
            heard: list[tuple[str, int, int, float]] = []
            prove(
                Exercise.read(copy),
                pool,
                seeds=1,
                training_share=0,
                listener=lambda *event, heard=heard: heard.append((*event, time.monotonic())),
            )
        start = heard[0][-1]
        asked = next(now for what, done, _, now in heard if what == "mutants")
        tried, last = next(
            (total, now) for what, done, total, now in heard if what == "mutants" and done == total
        )
        for case, seconds, target in (
            (f"{name}: before the first mutant", asked - start, None),
            (f"{name}: each of {tried} mutants", (last - asked) / tried, "200 ms, two idle cores"),
        ):
            rows.append(
                {
                    "case": case,
                    "ours_ms": round(1e3 * seconds, 1),
                    "peer": None,
                    "peer_ms": None,
                    "ratio": None,
                    "target": target,
                }
            )
            print(rows[-1], flush=True)
    save("proof", rows, data="the exercises' solutions, two workers; what trains is left out")


if __name__ == "__main__":
    main()
