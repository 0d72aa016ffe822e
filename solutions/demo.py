"""`make demo`: hands in for a made-up class of thirty, grades it, and shows the report."""

from __future__ import annotations

import ast
import copy
import json
import os
import random
import re
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import demo_class as who

from course_lib.grading.exercise import Exercise

ROOT = Path(__file__).resolve().parents[1]
NAME = "01-normalisation"
WRONG = ROOT / "solutions" / NAME / "wrong"
PLACE = ROOT / "_build" / "demo"
Answers = dict[str, str]


def right(exercise: Exercise, chance: random.Random) -> Answers:
    """Return right answers by cell, of which each student writes others."""
    answers = {
        cell.grade_id: re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", cell.source)
        for cell in exercise.cells
        if cell.solution
    }
    for cell, others in who.ALSO_RIGHT.items():
        answers[cell] = chance.choice([answers[cell], *others]).strip()
    return answers | {"race_run": race(chance), "judge": chance.choice(who.JUDGED)}


def race(chance: random.Random) -> str:
    """Return the cell that holds a student's race, a little different for each."""
    rows = [
        (name, rate, round(mean + chance.uniform(-0.004, 0.004), 4), deviation)
        for name, curve in who.RACE.items()
        for rate, (mean, deviation) in curve.items()
    ]
    columns = dict(
        zip(["optimiser", "rate", "mean", "deviation"], zip(*rows, strict=True), strict=True)
    )
    lines = "\n".join(f"    {name!r}: {list(values)}," for name, values in columns.items())
    return f"race = pd.DataFrame({{\n{lines}\n}})"


def mistaken(answers: Answers, kind: str, chance: random.Random) -> Answers:
    """Return the answers with one of the wrong ones that the tests hold in the place of a right."""
    function, cell = who.CELLS[kind]
    texts = [path.read_text("utf-8") for path in sorted(WRONG.glob(f"{kind}_*.py"))]
    tree = ast.parse(chance.choice([text for text in texts if f"def {function}(" in text]))
    parts = [ast.unparse(node) for node in tree.body if not isinstance(node, ast.Expr)]
    text = "\n\n".join(part for part in parts if not part.startswith("EARNS"))
    # Some do it right first, and spoil what comes out.
    before = [answers[cell]] if text.count(function) > 1 else []
    return answers | {cell: "\n\n".join([*before, text])}


def renamed(answers: Answers) -> Answers:
    """Return a copy in which the variables are called differently."""
    names = "low|high|spread|columns|shifted|largest|mean|std|same|middle|mu|centred|rows"
    variable = rf"(?<![.\w])({names})\b"
    code = {"minmax_scale", "scale_splits", "layer_norm"}
    return answers | {cell: re.sub(variable, r"my_\1", answers[cell]) for cell in code}


def notebook(exercise: Exercise, answers: Answers) -> dict[str, Any]:
    """Return the notebook that students got with answers in its cells."""
    path = ROOT / "exercises" / NAME / exercise.notebook.name
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for cell in document["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]].splitlines(keepends=True)
    return document


def damaged(whole: dict[str, Any]) -> Iterator[bytes]:
    """Yield files in which something is broken: no JSON, cells gone, twice, points changed."""
    yield json.dumps(whole)[:-3000].encode()
    cells = whole["cells"]
    gone = [cell for cell in cells if cell["id"] not in ("start", "layer_norm", "judge")]
    yield _bytes(whole | {"cells": gone})
    yield _bytes(whole | {"cells": [one for cell in cells for one in (cell, copy.deepcopy(cell))]})
    for cell in cells:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = 100
    yield _bytes(whole)


def handed_in(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    """Yield each student's name and file; the same ones each time."""
    chance = random.Random(20270301)
    known: dict[str, Answers] = {}
    for name in who.RIGHT:
        known[name] = right(exercise, chance)
        if name in who.COPIED:
            known[name] = renamed(known[who.COPIED[name]])
    for name, kinds in who.MISTAKEN.items():
        known[name] = right(exercise, chance)
        for one in kinds:
            known[name] = mistaken(known[name], one, chance)
    for name in who.HALF:
        answers = right(exercise, chance)
        known[name] = {
            cell: answers[cell] for cell in ("minmax_scale", "scale_splits", "layer_norm")
        }
    for name in who.EMPTY:
        known[name] = {}
    for name, code in who.HOSTILE.items():
        known[name] = right(exercise, chance) | {"minmax_scale": code.strip()}
    for name, answers in known.items():
        yield name, _bytes(notebook(exercise, answers))
    whole = notebook(exercise, right(exercise, chance))
    yield from zip(who.BROKEN, damaged(whole), strict=True)


def write(exercise: Exercise, folder: Path) -> int:
    """Write what the class hands in, as nbgrader lays it out; return how many there are."""
    shutil.rmtree(folder, ignore_errors=True)
    deadline = exercise.deadline
    count = 0
    for count, (name, content) in enumerate(handed_in(exercise), start=1):
        place = folder / name / NAME
        place.mkdir(parents=True)
        (place / exercise.notebook.name).write_bytes(content)
        if deadline is not None:
            days = who.LATE.get(name, 0)
            moment = deadline + timedelta(days=days, hours=-1 - count)
            (place / "timestamp.txt").write_text(
                f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n"
            )
    return count


def course(*arguments: str) -> None:
    """Run a command of the course, and end where it ends."""
    print("course", *arguments, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "course_lib.cli", *arguments], cwd=ROOT, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Hand in, grade, report; arguments go to ``course grade``."""
    submitted, grades = PLACE / "submitted", PLACE / "grades"
    count = write(Exercise.read(ROOT / "solutions" / NAME), submitted)
    print(f"{count} students have handed in: {submitted.relative_to(ROOT)}", flush=True)
    into = ["--into", str(grades.relative_to(ROOT))]
    course("grade", str(submitted.relative_to(ROOT)), *into, *sys.argv[1:])
    course("report", NAME, *into)
    page = grades / "reports" / NAME / "index.html"
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        webbrowser.open(page.as_uri())


def _bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


if __name__ == "__main__":
    main()
