"""Whose a file is and for which exercise, from the names that learning systems give.

Canvas writes ``lovelaceada_LATE_1234_56789_minmax.ipynb``: the sortable name in small letters
without all but letters, the user's number, the file's number and the name that the student gave;
or ``anon_x7Yp2_56789_minmax.ipynb``. Moodle writes ``Ada Lovelace_1234_assignsubmission_file/`` and
then the student's own names (older ones end in ``file_``, and without folders all of it is the
file's name); the number is the participant's, another one in each assignment. nbgrader keeps
``student/exercise/notebook.ipynb``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from course_lib.arguments import shown
from course_lib.grading.submissions.found import FoundFile
from course_lib.grading.submissions.names import legible

__all__ = ["Upload", "sort"]

_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<rest>.*))?",
    re.DOTALL,
)
_CANVAS = re.compile(
    r"(?:(?P<name>.*?)_)??(?:(?P<late>LATE)_)?(?P<id>\d+|anon_\w+?)_(?P<file>\d+)_(?P<rest>.+)",
    re.DOTALL,
)


@dataclass
class Upload:
    """What one student handed in for one exercise.

    Parameters
    ----------
    raw : str
        What tells the student from others.
    name : str
        The student's name, as far as it is known.
    exercise : str or None
        The exercise, where the layout tells.
    lms_id : str or None
        The number by which the learning system knows the student.
    late : bool or None
        Whether the learning system called it late.
    files : list of (int, FoundFile)
        Each with its number, larger ones being newer.
    stamp : FoundFile or None
        The file in which nbgrader says when it was; never one that the student could hand in.

    Examples
    --------
    >>> Upload("ada", "ada").files
    []
    """

    raw: str
    name: str
    exercise: str | None = None
    lms_id: str | None = None
    late: bool | None = None
    files: list[tuple[int, FoundFile]] = field(default_factory=list)
    stamp: FoundFile | None = None


def sort(files: list[FoundFile]) -> tuple[list[Upload], list[str]]:
    """Return files by student and exercise, and a sentence for each name that says neither.

    Parameters
    ----------
    files : list of FoundFile
        From a folder or a zip.

    Returns
    -------
    handed : list of Upload
        In the order of the files.
    faults : list of str
        A sentence each.

    Examples
    --------
    >>> from pathlib import Path
    >>> name = "lovelaceada_LATE_1234_56789_minmax.ipynb"
    >>> (one,), faults = sort([FoundFile((name,), Path("all.zip"), 0, 5, 0.0)])
    >>> one.name, one.lms_id, one.late, faults
    ('lovelaceada', '1234', True, [])
    """
    depth = 1 if files and all(len(f.parts) > 3 and f.parts[0] == "submitted" for f in files) else 0
    handed: dict[tuple[str, str, str | None], Upload] = {}
    faults = []
    for file in files:
        one = _moodle(file) or _nbgrader(file, depth) or _canvas(file)
        if one is None:
            faults.append(
                f"{shown(file.name, 120)} is named as neither nbgrader, Canvas nor Moodle do:"
                " it was not read."
            )
            continue
        known = handed.setdefault((one.raw, one.lms_id or "", one.exercise), one)
        if known is not one:
            known.files += one.files
            known.late = known.late or one.late
            known.stamp = known.stamp or one.stamp
    result = list(handed.values())
    faults += _same_names(result)
    return result, faults


def _moodle(file: FoundFile) -> Upload | None:
    for part in file.parts:
        match = _MOODLE.fullmatch(part)
        if match:
            name = legible(match["name"])
            return Upload(name, name, lms_id=match["id"], files=[(0, file)])
    return None


def _nbgrader(file: FoundFile, depth: int) -> Upload | None:
    if len(file.parts) < 3 + depth:
        return None
    student, exercise, *rest = file.parts[depth:]
    one = Upload(student, legible(student), exercise)
    if rest == ["timestamp.txt"]:
        one.stamp = file
    else:
        one.files.append((0, file))
    return one


def _canvas(file: FoundFile) -> Upload | None:
    match = _CANVAS.fullmatch(file.parts[-1])
    if not match:
        return None
    anonymous = match["id"].startswith("anon_")
    number = match["id"].removeprefix("anon_")
    name = "anon" if anonymous else legible(match["name"] or "")
    return Upload(
        f"{name}-{number}",
        name,
        lms_id=None if anonymous else number,
        late=match["late"] is not None,
        files=[(int(match["file"][:18]), file)],
    )


def _same_names(handed: list[Upload]) -> list[str]:
    """Tell participants of one name apart by their numbers; only Moodle's layout needs it."""
    numbers = Counter((one.raw, one.exercise) for one in handed)
    faults = []
    for one in handed:
        if numbers[one.raw, one.exercise] > 1:
            one.raw = f"{one.raw} {one.lms_id}"
            faults.append(
                f"Several participants are called {shown(one.name, 60)}: one is {one.raw!r} here."
            )
    return faults
