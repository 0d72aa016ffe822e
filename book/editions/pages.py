"""The page of an exercise for somebody who learns alone: text, hints, solution, in this order."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course_lib.checks.notebooks import Cell, cells_of
from course_lib.checks.questions import Question
from course_lib.grading.exercise import Exercise
from course_lib.grading.release import released_files

from .hints import Hint, hints

__all__ = ["page"]

_MARK = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)
_FENCE = "::::::"
_ANSWERS = "*Your answer, in words.*"
_HEAD = """:::{{note}}
Solve it before you look: download {{download}}`the notebook <../exercises/{name}/{notebook}>` and
{{download}}`its checks <../exercises/{name}/checks.py>` into one folder. Below each question the
first fold has the hints that its checks would give, and the second a solution: one of many. Nobody
reads your written answers here, so theirs comes with what a grader would go by. Points that the
text calls checked after you hand in are checked by `course grade submitted`, where your notebook
lies in `submitted/me/{name}`.
:::"""


def page(exercise: Exercise) -> str:
    """Return the page as MyST Markdown.

    Parameters
    ----------
    exercise : Exercise
        From `solutions`.

    Returns
    -------
    str
        What students get stands open, in its order; all else stands in folds.
    """
    given = cells_of(json.loads(released_files(exercise)[exercise.notebook.name]))
    told = hints((exercise.folder / "checks.py").read_text("utf-8-sig"))
    mistakes = list(_mistakes(exercise.folder))
    head, *parts = _parts(list(zip(exercise.cells, given, strict=True)))
    first, *others = [_shown(there) for _, there in head]
    begin = _HEAD.format(name=exercise.name, notebook=exercise.notebook.name)
    text = [first, begin, *others]
    for part in parts:
        names = {own.grade_id for own, _ in part if own.grade}
        asked = [question for question in exercise.questions if question.name in names]
        text += [_shown(there) for _, there in part]
        text += [
            _fold("Hints", _listed([hint for one in asked for hint in told.get(one.name, ())])),
            _fold("Solution", _solved([own for own, _ in part if own.solution], asked, mistakes)),
        ]
    return "\n\n".join(filter(None, text)) + "\n"


Pair = tuple[Cell, Cell]


def _parts(cells: list[Pair]) -> list[list[Pair]]:
    """Return the cells before the first heading of the second level, then those of each."""
    parts: list[list[Pair]] = [[]]
    for own, there in cells:
        if own.kind == "markdown" and own.source.startswith("## "):
            parts.append([])
        parts[-1].append((own, there))
    return parts


def _shown(cell: Cell) -> str:
    """Return a cell as students get it."""
    if cell.kind == "code":
        return _code(cell.source)
    return _ANSWERS if cell.solution else cell.source


def _code(source: str) -> str:
    return f"```python\n{source.strip()}\n```"


def _fold(title: str, content: str) -> str:
    return f"{_FENCE}{{dropdown}} {title}\n{content}\n{_FENCE}" if content else ""


def _listed(given: Iterable[Hint]) -> str:
    cases: dict[str, list[str]] = {}
    for hint in given:
        cases.setdefault(hint.case, []).append(_plain(hint.text))
    return "\n".join(
        f"- {f'*{_plain(case)}*: ' if case else ''}{' '.join(texts)}"
        for case, texts in cases.items()
    )


def _plain(text: str) -> str:
    """Return a text that was written for a terminal as Markdown that shows it so."""
    return re.sub(r"([\\`*_$<>\[\]{}|~^#])", r"\\\1", " ".join(text.split()))


def _solved(cells: list[Cell], asked: list[Question], mistakes: list[Mistake]) -> str:
    text = []
    for cell in cells:
        without = _MARK.sub("", cell.source)
        text.append(_code(without) if cell.kind == "code" else without.strip())
    text += [f"**What a grader goes by.** {_rubric(one)}" for one in asked if one.manual]
    names = {question.name for question in asked}
    lines = [f"- {_plain(one.text)}" for one in mistakes if one.costs & names]
    if lines:
        text.append("**What often goes wrong**, and loses points:\n\n" + "\n".join(lines))
    return "\n\n".join(text)


def _rubric(question: Question) -> str:
    lines = question.rubric.split("\n")
    margin = min((len(one) - len(one.lstrip()) for one in lines[1:] if one.strip()), default=0)
    return "\n".join([lines[0], *(one[margin:] for one in lines[1:])])


@dataclass(frozen=True)
class Mistake:
    """What students do wrong, from ``wrong``: in a sentence, and the questions that it costs."""

    text: str
    costs: frozenset[str]


def _mistakes(folder: Path) -> Iterator[Mistake]:
    for path in sorted((folder / "wrong").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        earns: dict[str, float] = {}
        for line in tree.body:
            if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "EARNS":
                earns = ast.literal_eval(line.value)
        yield Mistake((ast.get_docstring(tree) or "").partition("\n\n")[0], frozenset(earns))
