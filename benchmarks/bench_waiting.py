"""How long people wait: for the first result of a class, and for `course check` of an exercise.

A class of twelve answers an exercise whose notebook imports keras; its solution is proved first,
in a new folder of grades. `course check` runs the solution of exercise 1 beside its released
checks: kernel, TensorFlow, the exercise's own trainings, and those of its check.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import bench_grading as grading
from interleave import save

STUDENTS = 12
EXERCISE = "01-normalisation"
ROOT = Path(__file__).resolve().parents[1]
COURSE = [sys.executable, "-m", "course_lib.cli"]


def first_result(folder: Path) -> float:
    """Return the seconds from `course grade` to the first result of a class."""
    shutil.rmtree(folder / "grades", ignore_errors=True)
    command = [*COURSE, "grade", "handed", "--workers", str(grading.WORKERS)]
    files = f"grades/results/{grading.NAME}/*.json"
    return grading.timed(command, folder, files, grading.WORKERS).first


def checked(folder: Path) -> float:
    """Return the seconds of `course check`."""
    start = time.monotonic()
    grading.run([*COURSE, "check", f"{EXERCISE}.ipynb"], folder)
    return time.monotonic() - start


def main() -> None:
    """Measure in turns, print and store the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, exercise = Path(name, "class"), Path(name, EXERCISE)
        grading.prepare(folder, 0, STUDENTS)
        exercise.mkdir()
        shutil.copy(ROOT / "exercises" / EXERCISE / "checks.py", exercise)
        shutil.copy(ROOT / "solutions" / EXERCISE / f"{EXERCISE}.ipynb", exercise)
        cases = {
            "first result of a class of twelve": (first_result, folder / "ours", 8),
            "course check of exercise 1": (checked, exercise, 10),
        }
        times: dict[str, list[float]] = {case: [] for case in cases}
        for _ in range(given.rounds):
            for case, (measure, place, _target) in cases.items():
                times[case].append(measure(place))
                print(f"{case}: {times[case][-1]:.1f} s")
    rows = [
        {
            "case": case,
            "ours_ms": round(1e3 * median(times[case])),
            "peer": None,
            "peer_ms": None,
            "ratio": None,
            "target": f"< {target} s",
            "ours_runs_ms": [round(1e3 * seconds) for seconds in times[case]],
        }
        for case, (_, _, target) in cases.items()
    ]
    save("waiting", rows, data=f"{STUDENTS} submissions, {given.rounds} rounds")


if __name__ == "__main__":
    main()
