"""Grading the same notebooks with ``course grade`` and with nbgrader's autograde, in turns.

nbgrader takes the first of them only: it grades one after the other, each in a new kernel, so its
seconds a notebook do not depend on their number. All figures hold the start of the program. In the
same turns runs the notebooks' own code with nothing around it, which bounds what can be reached.
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
from pathlib import Path
from statistics import median
from typing import Any

from interleave import save
from rich.progress import track

NAME = "01-bench"
BARE = Path(__file__).with_name("bare_notebooks.py")
PEER = "nbgrader autograde"
BOUND = "the notebooks' code alone"
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
CHECKS = """from course_lib.grading import assert_equal, assert_that, question


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


def run(command: list[str], folder: Path) -> float:
    """Return the seconds that a command takes; show what it says when it fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - start


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


def measure(epochs: int, given: argparse.Namespace) -> dict[str, float]:
    """Return the milliseconds that a submission takes each of the three, by name."""
    times: dict[str, list[float]] = {"ours": [], PEER: [], BOUND: []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs, bare = folder / "ours", folder / "theirs", folder / "bare"
        prepare(folder, epochs, given.students)
        shutil.copytree(theirs / "submitted", bare)
        for surplus in sorted((theirs / "submitted").iterdir())[given.peers :]:
            shutil.rmtree(surplus)
        # The first run of ours proves the checks; it is no part of a submission's time.
        grade = [sys.executable, "-m", "course_lib.cli", "grade", "handed", "--force"]
        run([*grade, "--only", "student000"], ours)
        for _ in track(range(given.rounds), "rounds"):
            times["ours"].append(run(grade, ours))
            times[BOUND].append(run([sys.executable, str(BARE), "."], bare))
            shutil.rmtree(theirs / "autograded", ignore_errors=True)
            times[PEER].append(run(["nbgrader", "autograde", NAME, "--force"], theirs))
    counts = {"ours": given.students, PEER: given.peers, BOUND: given.students}
    return {name: 1e3 * median(times[name]) / count for name, count in counts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--peers", type=int, default=10, help="how many of them nbgrader gets")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--epochs", type=int, nargs="+", default=[0, 1, 3], help="of the network")
    given = parser.parse_args()
    rows = []
    for epochs in given.epochs:
        each = measure(epochs, given)
        for peer, target in ((PEER, f"at least {10 if epochs else 15}"), (BOUND, "none")):
            rows.append(
                {
                    "case": CASE[bool(epochs)].format(epochs),
                    "ours_ms": round(each["ours"], 1),
                    "peer": peer,
                    "peer_ms": round(each[peer], 1),
                    "ratio": round(each[peer] / each["ours"], 2),
                    "target": target,
                }
            )
            print(rows[-1])
    save(
        "grading",
        rows,
        data=f"{given.students} submissions ({given.peers} of them for nbgrader), "
        f"{given.rounds} rounds, two workers",
    )


if __name__ == "__main__":
    main()
