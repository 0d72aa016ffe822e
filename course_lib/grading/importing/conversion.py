"""The cells of an nbgrader notebook as those of an exercise, and the questions that they make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from course_lib.grading.importing.names import Convertible, NotConvertibleError, defined_in
from course_lib.grading.importing.tests import Translated, translated
from course_lib.grading.settings import ExerciseError

__all__ = ["Conversion", "Left"]

_HIDDEN = re.compile(r"^[ \t]*#+\s*(BEGIN|END) HIDDEN TESTS.*$")
_SCHEME = re.compile(r"^\W*BEGIN MARK SCHEME.*?$(.*?)^\W*END MARK SCHEME.*?$\n?", re.S | re.M)
_NO_RUBRIC = "{points}: say here for what; nbgrader's file does not tell."
_NO_ANSWER = "A model answer is still to be written."


@dataclass(frozen=True)
class Left:
    """A cell that is not in the exercise as it was.

    Parameters
    ----------
    cell : str
        Its name in nbgrader.
    points : float
        What it was worth; those of a check that could not be made are lost.
    reason : str
        Why, or what was done in its place.
    lost : bool
        Whether its points are not in the exercise.
    """

    cell: str
    points: float
    reason: str
    lost: bool = True


class Conversion:
    """What becomes of a notebook.

    Parameters
    ----------
    document : dict
        The notebook.
    faults : dict of str to str
        Questions that must not become checks, and why.

    Raises
    ------
    ExerciseError
        It has no cell that nbgrader would grade.
    """

    def __init__(self, document: dict[str, Any], faults: dict[str, str] | None = None) -> None:
        self.faults = faults or {}
        self.cells: list[dict[str, Any]] = []
        self.questions: list[str] = []
        self.imports: dict[str, None] = {}
        self.uses = {"question"}
        self.checks: dict[str, float] = {}
        self.read: dict[str, float] = {}
        self.left: list[Left] = []
        self.taken: set[str] = set()
        self.metadata = document.get("metadata", {})
        code: list[str] = []
        for entry in document.get("cells", []):
            mark = _mark(entry)
            text = _text(entry)
            if mark.get("grade") and not mark.get("solution") and not mark.get("task"):
                self._test(mark, text, defined_in(code))
                continue
            if entry.get("cell_type") == "code":
                code.append(text)
            if mark.get("task"):
                self._task(mark, text)
            elif mark.get("grade"):
                self._answer(entry, mark, text)
            else:
                self._other(entry, mark, text)
        if not (self.checks or self.read):
            why = "; ".join(f"{one.cell}: {one.reason}" for one in self.left)
            raise ExerciseError(
                f"nothing of it can be converted: {why}"
                if why
                else "the notebook has no cell that nbgrader would grade"
            )
        start = _cell("code", "import_check", "from course_lib.checks import check", locked=True)
        first = next((n for n, one in enumerate(self.cells) if one["cell_type"] == "code"), 0)
        self.cells.insert(first, start)

    def _test(self, mark: dict[str, Any], text: str, known: Convertible) -> None:
        """Make one check of a test cell, or two where a part of it is hidden."""
        points = float(mark.get("points") or 0)
        name = self._name(mark)
        parts = [part for part in zip(_parts(text), (False, True), strict=True) if part[0].strip()]
        try:
            made = [(translated(part, known), hidden) for part, hidden in parts]
        except NotConvertibleError as error:
            self._lost(name, points, str(error), text)
            return
        if not made:
            self._lost(name, points, "it is empty", text)
            return
        names = [f"{name}-hidden" if hidden and len(made) > 1 else name for _, hidden in made]
        faults = [self.faults[one] for one in names if one in self.faults]
        if faults:
            said = f"its own solution does not pass the check that was made of it: {faults[0]}"
            self._lost(name, points, said, text)
            return
        if len(made) > 1:
            said = f"its hidden tests are the question {names[1]}, with half of the points"
            self.left.append(Left(name, points, said, lost=False))
        for (one, hidden), called in zip(made, names, strict=True):
            share = points / len(made)
            self.taken.add(called)
            self._check(called, share, one, hidden)

    def _check(self, name: str, points: float, made: Translated, hidden: bool) -> None:
        self.checks[name] = points
        self.imports.update(dict.fromkeys(made.imports))
        self.uses |= made.uses
        more = ", hidden=True" if hidden else ""
        doc = made.doc.split("\n")[0].strip().replace('"""', "'''").replace("\\", "\\\\")
        text = f'"""{doc.rstrip(".")}."""\n{made.body}' if doc else made.body
        self.questions.append(_question(name, points, more, text))
        self.cells.append(_cell("code", name, f'check("{name}")', locked=True, points=points))

    def _answer(self, entry: dict[str, Any], mark: dict[str, Any], text: str) -> None:
        points = float(mark.get("points") or 0)
        name = self._name(mark)
        self._read(name, points, "")
        kind = entry["cell_type"]
        self.cells.append(_cell(kind, name, text or _NO_ANSWER, solution=True, points=points))

    def _task(self, mark: dict[str, Any], text: str) -> None:
        points = float(mark.get("points") or 0)
        name = self._name(mark)
        scheme = _SCHEME.search(text)
        self.cells.append(_cell("markdown", "", _SCHEME.sub("", text).strip()))
        self.cells.append(_cell("markdown", name, _NO_ANSWER, solution=True, points=points))
        self._read(name, points, scheme[1].strip() if scheme else "")
        said = "a task: what students answer is a cell of text below it"
        self.left.append(Left(name, points, said, lost=False))

    def _read(self, name: str, points: float, rubric: str) -> None:
        self.read[name] = points
        worth = "1 point" if points == 1 else f"{points:g} points"
        text = rubric or _NO_RUBRIC.format(points=worth)
        text = text.replace("\\", "\\\\").replace('"""', "'''")
        self.questions.append(_question(name, points, ", manual=True", f'"""{text}"""'))

    def _other(self, entry: dict[str, Any], mark: dict[str, Any], text: str) -> None:
        kind = entry.get("cell_type", "raw")
        if mark.get("solution"):
            self.cells.append(_cell(kind, self._name(mark), text, solution=True))
        elif mark.get("locked"):
            self.cells.append(_cell(kind, self._name(mark), text, locked=True))
        else:
            self.cells.append(_cell(kind, "", text))
        if entry.get("attachments"):
            self.cells[-1]["attachments"] = entry["attachments"]

    def _lost(self, name: str, points: float, reason: str, text: str) -> None:
        self.left.append(Left(name, points, reason))
        lines = [f"Not converted: {name}, {points:g} points: {reason}.", *text.split("\n")]
        self.questions.append("\n".join(f"# {line}".rstrip() for line in lines) + "\n")

    def _name(self, mark: dict[str, Any]) -> str:
        """Return a name that a question may have."""
        wanted = re.sub(r"[^a-z0-9_-]+", "-", str(mark.get("grade_id", "")).casefold())[:50]
        wanted = wanted if wanted[:1].isalpha() else f"q-{wanted}"
        name, number = wanted, 1
        while name in self.taken:
            number += 1
            name = f"{wanted}-{number}"
        self.taken.add(name)
        return name

    def checks_file(self) -> str:
        """Return the text of checks.py."""
        head = ['"""Checks that were made of nbgrader\'s tests: all or nothing each."""', ""]
        lines = sorted(self.imports)
        ours = f"from course_lib.checks import {', '.join(sorted(self.uses))}"
        head += [*lines, ""] * bool(lines) + [ours, "", ""]
        return "\n".join(head) + "\n" + "\n\n".join(self.questions)

    def notebook(self) -> dict[str, Any]:
        """Return the notebook."""
        kept = ("kernelspec", "language_info")
        metadata = {key: self.metadata[key] for key in kept if key in self.metadata}
        for n, cell in enumerate(self.cells):
            mark = cell["metadata"].get("nbgrader", {})
            cell["id"] = mark.get("grade_id") or f"text-{n:02}"
        return {"cells": self.cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _question(name: str, points: float, more: str, body: str) -> str:
    function = re.sub(r"\W", "_", name)
    head = f'@question("{name}", points={points:g}{more})\ndef {function}_check(student):\n'
    return head + indent(body, "    ") + "\n"


def _parts(text: str) -> tuple[str, str]:
    """Return what students see of a test, and what they do not."""
    shown: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in text.split("\n"):
        match = _HIDDEN.match(line)
        if match:
            inside = match[1] == "BEGIN"
        else:
            (hidden if inside else shown).append(line)
    visible = "\n".join(shown)
    if hidden and not _does_something(visible):
        return "", visible + "\n" + "\n".join(hidden)
    # What the visible part prepares, the hidden part may use.
    prepared = "\n".join(line for line in shown if not line.lstrip().startswith("assert"))
    return visible, f"{prepared}\n" + "\n".join(hidden) if hidden else ""


def _does_something(text: str) -> bool:
    return "assert" in text or "raise" in text


def _mark(entry: dict[str, Any]) -> dict[str, Any]:
    found = entry.get("metadata", {}).get("nbgrader")
    return found if isinstance(found, dict) and found.get("grade_id") else {}


def _text(entry: dict[str, Any]) -> str:
    source = entry.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _cell(
    kind: str,
    name: str,
    text: str,
    *,
    locked: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if name:
        mark: dict[str, Any] = {"cell_type": kind, "grade": points is not None, "grade_id": name}
        mark |= {"locked": locked, "schema_version": 3, "solution": solution, "task": False}
        metadata["nbgrader"] = mark if points is None else {**mark, "points": points}
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata}
    made["source"] = text.splitlines(keepends=True)
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})
