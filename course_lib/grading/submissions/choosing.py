"""Which of several notebooks a student means: the exercise's, by its cells, then by its name."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Sequence

from course_lib.arguments import shown
from course_lib.grading.submissions.files import content
from course_lib.grading.submissions.found import FoundFile

__all__ = ["chosen", "listed"]

_SENT = re.compile(
    r"^.*_assignsubmission_file_|^.*?_\d+_\d+_|^(LATE_)?anon_\w+?_\d+_", re.IGNORECASE
)
"""What Canvas and Moodle write before the name that the student gave."""

_WORD = r"(copy|kopie|copie|copia|cópia|kopia|kopi)"
_BEFORE = re.compile(rf"^{_WORD}(-\(?\d{{1,3}}\)?)?-(of|von|de|di|van|av)-", re.IGNORECASE)
_AFTER = re.compile(
    rf"-({_WORD}-?\d{{0,3}}|\(\d{{1,3}}\)|\d{{1,3}}|final|v\d{{1,3}})$"
    r"|\(\d{1,3}\)$",
    re.IGNORECASE,
)
"""What systems, browsers and people add to copies."""


def chosen(
    notebooks: Sequence[tuple[int, FoundFile]],
    exercise: str,
    cells: Collection[str] | None,
    limit: int,
) -> tuple[FoundFile | None, list[str]]:
    """Return the notebook to grade, and a sentence where there are others.

    It is the one that holds the exercise's cells; of those the one that bears the exercise's name,
    lies in the fewest folders and is the newest.

    Parameters
    ----------
    notebooks : sequence of (int, FoundFile)
        Each with its number, larger ones being newer.
    exercise : str
        Which.
    cells : collection of str or None
        Names (grade_id) of the exercise's cells; None where they are not known.
    limit : int
        Most bytes that are read of each.

    Returns
    -------
    file : FoundFile or None
        None where there is no notebook.
    problems : list of str
        For the student.
    """
    if len(notebooks) < 2:
        return (notebooks[0][1] if notebooks else None), []

    def rank(pair: tuple[int, FoundFile]) -> tuple[bool, bool, int, int, float, bool]:
        number, file = pair
        named = _named(file.parts[-1], exercise)
        exact = _canonical(file.parts[-1]) == _canonical(exercise)
        holds = _holds(file, cells, limit)
        return holds, named, -len(file.parts), number, file.changed, exact

    ordered = sorted(notebooks, key=lambda pair: pair[1].parts)
    _, file = max(ordered, key=rank)
    above = len(os.path.commonprefix([f.parts[:-1] for _, f in notebooks]))
    names = {f: "/".join(f.parts[above:]) for _, f in ordered}
    graded = shown(names.pop(file), 80)
    said = f"Several notebooks were handed in: {graded} is graded, not {listed(names.values())}."
    return file, [said]


def listed(names: Collection[str]) -> str:
    """Return the first names of many.

    Examples
    --------
    >>> listed(["a", "b", "c", "d", "e"])
    "'a', 'b', 'c' and 2 more"
    """
    first = ", ".join(shown(name, 80) for name in list(names)[:3])
    return first + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _named(name: str, exercise: str) -> bool:
    """Return whether a file bears the exercise's name, as it is or as a copy."""
    wanted = _canonical(exercise)
    return any(_is_copy(_canonical(text), wanted) for text in (name, _SENT.sub("", name)))


def _is_copy(text: str, wanted: str) -> bool:
    """Take additions away one by one: what is left may be an exercise that ends in a number."""
    text = _BEFORE.sub("", text)
    while text != wanted:
        shorter = _AFTER.sub("", text)
        if shorter == text:
            return False
        text = shorter
    return True


def _canonical(name: str) -> str:
    """Return a name in small letters, with one sign between words."""
    return re.sub(r"[\s_-]+", "-", re.sub(r"(?i)\.ipynb$", "", name)).strip("-").casefold()


def _holds(file: FoundFile, cells: Collection[str] | None, limit: int) -> bool:
    """Return whether a notebook holds the exercise's cells: half of them, for some get deleted."""
    try:
        document = json.loads(content(file, limit))
        found = {_grade_id(cell) for cell in document["cells"]} - {""}
    except (ValueError, RecursionError, KeyError, TypeError):
        return False
    if cells is None:
        return bool(found)
    return bool(cells) and 2 * len(found.intersection(cells)) >= len(set(cells))


def _grade_id(cell: object) -> str:
    for key in ("metadata", "nbgrader", "grade_id"):
        cell = cell.get(key) if isinstance(cell, dict) else None
    return cell if isinstance(cell, str) else ""
