"""Grading the same notebooks with ``course grade`` and with nbgrader's autograde, in turns.

What counts is the pace: seconds from one result to the next, once a program has started. nbgrader
takes the first few notebooks only: it grades one after the other, each in a new kernel, so its
pace does not depend on their number. In the same turns runs the notebooks' own code with nothing
around it, which bounds what can be reached. A virtual machine's host may take its processors away,
which hits two workers and spares one: runs that lost more than `LOST` do not count.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bare_notebooks import WORKERS
from interleave import save
from rich.progress import track

NAME = "01-bench"
BARE = Path(__file__).with_name("bare_notebooks.py")
PEER = "nbgrader autograde"
BOUND = "the notebooks' code alone"
LOST = 0.02
IMPORTS = "import keras\nimport numpy as np"
DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TRAIN = """def trained(epochs):
    ### BEGIN SOLUTION
    from sklearn.datasets import load_digits
    x, y = load_digits(return_X_y=True)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(32, "relu"),
        keras.layers.Dense(10, "softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x / 16, y, epochs=epochs, verbose=0).history["accuracy"][-1]
    ### END SOLUTION"""
CHECKS = """from course_lib.checks import assert_equal, assert_that, question


@question("double", points=2)
def double(student):
    assert_equal(student.call("double", 4), 8)
"""
TRAINED = """

@question("trained", points=2)
def trained(student):
    least = 0.3 if EPOCHS > 1 else 0.15
    assert_that(student.call("trained", EPOCHS) > least, "it does not learn")
"""
HIDDEN = {
    "double": "assert double(4) == 8",
    "trained": "assert trained(EPOCHS) > (0.3 if EPOCHS > 1 else 0.15)",
}

CASE = ("a submission that does not train", "a submission that trains, epochs: {}")


def cell(source: str, name: str = "", **flags: Any) -> dict[str, Any]:
    """Return a code cell; with a name, one of nbgrader's."""
    made: dict[str, Any] = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    made |= {"execution_count": None, "id": name or "setup"}
    if name:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, **flags}
        made["metadata"]["nbgrader"] = {"schema_version": 3, "grade_id": name, **flags}
    return made


def notebook(epochs: int, test: Any) -> dict[str, Any]:
    """Return the instructor's notebook, with the cells that `test` gives for a question."""
    setup = cell(f"{IMPORTS}\nEPOCHS = {epochs}")
    cells = [setup, cell(DOUBLE, "double-code", solution=True), test("double")]
    if epochs:
        cells += [cell(TRAIN, "trained-code", solution=True), test("trained")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}


def checked(name: str) -> dict[str, Any]:
    return cell(f'check("{name}")', name, grade=True, locked=True, points=2)


def asserted(name: str) -> dict[str, Any]:
    return cell(HIDDEN[name], name, grade=True, locked=True, points=2)


def write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


@dataclass(frozen=True)
class Run:
    """What a program's run came to.

    Parameters
    ----------
    pace : float
        Seconds from one result to the next.
    first : float
        Seconds to the first result.
    stolen : float
        Share of the processors' time that the host took away.
    """

    pace: float
    first: float
    stolen: float


def run(command: list[str], folder: Path) -> None:
    """Run a command; show what it says when it fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")


def timed(command: list[str], folder: Path, results: str, workers: int) -> Run:
    """Run a program that leaves a file for each notebook when it is done."""
    start, before = time.time(), processors()
    run(command, folder)
    total, stolen = (after - since for after, since in zip(processors(), before, strict=True))
    ended = sorted(file.stat().st_mtime for file in folder.glob(results))
    pace = (ended[-1] - ended[workers - 1]) / (len(ended) - workers)
    return Run(pace, ended[0] - start, stolen / total)


def processors() -> tuple[int, int]:
    """Return the time that all processors had since the machine's start, and the stolen part."""
    times = [int(field) for field in Path("/proc/stat").read_text().split()[1:9]]
    return sum(times), times[-1]


def prepare(folder: Path, epochs: int, students: int) -> None:
    """Make one course for each grader, with the same answers handed in."""
    ours, theirs = folder / "ours", folder / "theirs"
    write(ours / "solutions" / NAME / f"{NAME}.ipynb", notebook(epochs, checked))
    write(
        ours / "solutions" / NAME / "checks.py",
        f"EPOCHS = {epochs}\n{CHECKS}{TRAINED if epochs else ''}",
    )
    write(ours / "solutions" / NAME / "exercise.toml", 'title = "Bench"\n')
    write(theirs / "source" / NAME / f"{NAME}.ipynb", notebook(epochs, asserted))
    write(theirs / "nbgrader_config.py", "c = get_config()\nc.CourseDirectory.course_id = 'b'\n")
    run(["nbgrader", "generate_assignment", NAME], theirs)
    for number in range(students):
        own = cell(f"print({number})")
        for place, test in ((ours / "handed", checked), (theirs / "submitted", asserted)):
            handed = notebook(epochs, test)
            handed["cells"].append({**own, "id": "own"})
            write(place / f"student{number:03d}" / NAME / f"{NAME}.ipynb", handed)


def measure(epochs: int, given: argparse.Namespace) -> dict[str, list[Run]]:
    """Return the runs of the three programs, by name."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs, bare = folder / "ours", folder / "theirs", folder / "bare"
        prepare(folder, epochs, given.students)
        shutil.copytree(theirs / "submitted", bare)
        for surplus in sorted((theirs / "submitted").iterdir())[given.peers :]:
            shutil.rmtree(surplus)
        grade = [sys.executable, "-m", "course_lib.cli", "grade", "handed", "--force"]
        # The first run of ours proves the checks; it is no part of a submission's time.
        run([*grade, "--only", "student000"], ours)
        autograde = ["nbgrader", "autograde", NAME, "--force"]
        grade_all = [*grade, "--workers", str(WORKERS)]
        programs = {
            "ours": (grade_all, ours, f"grades/results/{NAME}/*.json", WORKERS),
            BOUND: ([sys.executable, str(BARE), "."], bare, "*/*/*.done", WORKERS),
            PEER: (autograde, theirs, "autograded/*/*/*.ipynb", 1),
        }
        runs: dict[str, list[Run]] = {name: [] for name in programs}
        for _ in track(range(given.rounds), f"{epochs} epochs"):
            for made in (ours / "grades" / "results" / NAME, theirs / "autograded"):
                shutil.rmtree(made, ignore_errors=True)
            for name, program in programs.items():
                runs[name].append(timed(*program))
                print(name, runs[name][-1])
    return runs


def calm(runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if run.stolen <= LOST]


def row(case: str, runs: dict[str, list[Run]], peer: str, target: str) -> dict[str, Any]:
    """Return what two programs' runs say; where the host was never calm, of all of them."""
    ours, theirs = (calm(runs[name]) or runs[name] for name in ("ours", peer))
    pace, peer_pace = (median(run.pace for run in part) for part in (ours, theirs))
    return {
        "case": case,
        "ours_ms": round(1e3 * pace, 1),
        "peer": peer,
        "peer_ms": round(1e3 * peer_pace, 1),
        "ratio": round(peer_pace / pace, 2),
        "target": target,
        "ours_first_s": round(median(run.first for run in ours), 1),
        "peer_first_s": round(median(run.first for run in theirs), 1),
        "calm": f"{len(calm(runs['ours']))} and {len(calm(runs[peer]))} of {len(runs[peer])} runs",
        "ours_runs_ms": [round(1e3 * run.pace) for run in ours],
        "peer_runs_ms": [round(1e3 * run.pace) for run in theirs],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--peers", type=int, default=4, help="how many of them nbgrader gets")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, nargs="+", default=[0, 1, 3], help="of the network")
    given = parser.parse_args()
    rows = []
    for epochs in given.epochs:
        runs = measure(epochs, given)
        case = CASE[bool(epochs)].format(epochs)
        for peer, target in ((PEER, f"at least {10 if epochs else 15}"), (BOUND, "none")):
            rows.append(row(case, runs, peer, target))
            print(rows[-1])
    save(
        "grading",
        rows,
        data=f"{given.students} submissions ({given.peers} of them for nbgrader), "
        f"{given.rounds} rounds, {WORKERS} workers",
    )


if __name__ == "__main__":
    main()
