"""An exercise from nothing: a small one that works, to be changed into the one that you want."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from course_lib.grading.settings import ExerciseError

__all__ = ["new_exercise"]

_NAME = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)")

_TASK = """# Exercise {number}: {title} (6 points)

Write `shares(counts)`, which returns the share of each count in their total. If all counts
are 0, so are the shares. (3 points, and 1 more for longer arrays, checked after you hand in.)"""

_START = """import numpy as np

from course_lib.checks import check"""

_CODE = '''def shares(counts):
    """Return which share of the total each count is."""
    ### BEGIN SOLUTION
    total = counts.sum()
    return counts / total if total else np.zeros(counts.shape)
    ### END SOLUTION'''

_ASK = "In one sentence: what does a share not tell? (2 points, read by a person)"
_ANSWER = "With two counts of 1 the share is 50 %, but two draws say almost nothing."

_CHECKS = '''import numpy as np

from course_lib.checks import assert_allclose, question


@question("shares", points=3)
def shares(student):
    """Divide counts by their total."""
    counts = np.random.default_rng(student.seed).integers(1, 100, 6)
    with student.case("shares of the total", weight=2, hint="Divide by the sum of all counts."):
        assert_allclose(student.call("shares", counts), counts / counts.sum())
    with student.case("all counts are 0", needs="shares of the total", hint="What is 0 / 0?"):
        assert_allclose(student.call("shares", np.zeros(3)), np.zeros(3))


@question("shares_unseen", points=1, hidden=True)
def shares_unseen(student):
    """Divide longer arrays."""
    counts = np.random.default_rng(student.seed + 1).integers(1, 9, 50)
    assert_allclose(student.call("shares", counts), counts / counts.sum())


@question("why", points=2, manual=True)
def why(student):
    """1 point: a share hides how many were counted. 1 point: what follows from that."""
'''

_SETTINGS = """title = "{title}"
# chapter = "{number}-..."                   the chapter that it belongs to
# deadline = 2027-03-01T23:59:00+01:00
# late = {{ per_day = 0.1, days = 3 }}        each begun day costs 10 %, for three days
# forbidden = ["sklearn.preprocessing"]      modules that no submission may import
# files = ["data/counts.csv"]                what students get beside the notebook
"""

_RIGHT = '''"""Shares without NumPy."""

EARNS = {"shares": 3, "shares_unseen": 1}


def shares(counts):
    total = sum(counts)
    return [count / total if total else 0.0 for count in counts]
'''

_WRONG = {
    "percent": '''"""Shares in percent."""

EARNS = {"shares": 0, "shares_unseen": 0}


def shares(counts):
    return 100 * counts / max(counts.sum(), 1)
''',
    "zero_by_zero": '''"""Divides by a total of 0."""

EARNS = {"shares": 2, "shares_unseen": 1}


def shares(counts):
    return counts / counts.sum()
''',
}


def new_exercise(solutions: Path | str, name: str) -> tuple[str, ...]:
    """Write an exercise that can be released, checked, graded and proved as it stands.

    Parameters
    ----------
    solutions : path
        Folder of what instructors wrote; made if it is not there.
    name : str
        A number of two digits and words in small letters, such as ``"04-shares"``.

    Returns
    -------
    tuple of str
        The files that were written, relative to the exercise's folder.

    Raises
    ------
    ExerciseError
        The name does not fit, or there is such a folder.
    OSError
        The folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     new_exercise(folder, "04-shares")[:3]
    ('04-shares.ipynb', 'checks.py', 'exercise.toml')
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise ExerciseError(
            "an exercise is named by two digits, then words of small letters and digits with - "
            f"between them, as 04-shares, not {name}"
        )
    folder = Path(solutions) / name
    if folder.exists():
        raise ExerciseError(f"there is {folder} already: choose another name")
    files = _files(name, str(int(match[1])), match[2].replace("-", " "))
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return tuple(files)


def _files(name: str, number: str, title: str) -> dict[str, str]:
    return {
        f"{name}.ipynb": json.dumps(_notebook(number, title), indent=1, ensure_ascii=False) + "\n",
        "checks.py": _CHECKS,
        "exercise.toml": _SETTINGS.format(title=title.capitalize(), number=name[:2]),
        "right/without_numpy.py": _RIGHT,
        **{f"wrong/{wrong}.py": text for wrong, text in _WRONG.items()},
    }


def _notebook(number: str, title: str) -> dict[str, Any]:
    return {
        "cells": [
            _text("task", _TASK.format(number=number, title=title)),
            _code("start", _START),
            _code("shares_code", _CODE, solution=True),
            _code("shares", 'check("shares")', points=3),
            _code("shares_unseen", 'check("shares_unseen")', points=1),
            _text("ask", _ASK),
            {**_text("why", _ANSWER), "metadata": _nbgrader("why", "markdown", True, 2)},
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _text(name: str, text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": lines}


def _code(
    name: str, text: str, *, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": _nbgrader(name, "code", solution, points),
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }


def _nbgrader(name: str, kind: str, solution: bool, points: float | None) -> dict[str, Any]:
    """Return the metadata of nbgrader: what has points is graded, what is no solution is locked."""
    fields: dict[str, Any] = {
        "cell_type": kind,
        "grade": points is not None,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": fields if points is None else {**fields, "points": points}}
