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
from collections.abc import Sequence
from dataclasses import dataclass, field

from course_lib.arguments import shown
from course_lib.grading.submissions.found import FoundFile
from course_lib.grading.submissions.names import legible

__all__ = ["Upload", "named_by_system", "sort", "students_own"]

_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<rest>.*))?",
    re.DOTALL,
)
_CANVAS = re.compile(
    r"(?:(?P<name>.*?)_(?:(?P<late>LATE)_)?(?P<id>\d+)"
    r"|(?:(?P<early>LATE)_)?(?P<anonymous>anon_\w+?)(?P<after>_LATE)?)"
    r"_(?P<file>\d+)_(?P<rest>.+)",
    re.DOTALL,
)
_COURSE = {"solutions", "source", "exercises", "release", "grades", "autograded", "feedback"}
"""Folders of a course, and of nbgrader's, in which no student hands in."""


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
    lms : str
        The learning system: ``"canvas"``, ``"moodle"`` or empty.
    late : bool or None
        Whether the learning system called it late.
    files : list of (int, FoundFile)
        Each with its number, larger ones being newer.
    stamp : FoundFile or None
        The file in which nbgrader says when it was; never one that the student could hand in.
    when : str
        The time that a system states otherwise; empty where it states none.
    layout : str
        How it was read: the system, for people.

    Examples
    --------
    >>> Upload("ada", "ada").files
    []
    """

    raw: str
    name: str
    exercise: str | None = None
    lms_id: str | None = None
    lms: str = ""
    late: bool | None = None
    files: list[tuple[int, FoundFile]] = field(default_factory=list)
    stamp: FoundFile | None = None
    when: str = ""
    layout: str = ""


def sort(files: list[FoundFile], exercise: str | None = None) -> tuple[list[Upload], list[str]]:
    """Return files by student and exercise, and a sentence for each that is neither's.

    Parameters
    ----------
    files : list of FoundFile
        From a folder or a zip.
    exercise : str, optional
        The one that is asked for.

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
    faults: list[str] = []
    depth = _depth(files, exercise)
    flat = _all_canvas(files, depth)
    files, others = _of_folder(files, exercise) if flat else _one_students(files, depth)
    faults += others
    handed: dict[tuple[str, str, str | None], Upload] = {}
    for file in files:
        one = _moodle(file) or (None if flat else _nbgrader(file, depth)) or _canvas(file)
        if one is None:
            faults.append(
                f"{shown(file.name, 120)} is named as neither nbgrader, Canvas nor Moodle do:"
                " it was not read; with --exercise, files and folders are taken for students',"
                " and --pattern says how yours are named."
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


def named_by_system(files: Sequence[FoundFile]) -> bool:
    """Return whether a notebook bears a name of Canvas or Moodle.

    Examples
    --------
    >>> from pathlib import Path
    >>> named_by_system([FoundFile(("ada_12_34_x.ipynb",), Path("x"), None, 5, 0.0)])
    True
    """
    notebooks = [file for file in files if file.name.lower().endswith(".ipynb")]
    return any(_moodle(file) is not None or _canvas(file) is not None for file in notebooks)


def students_own(files: list[FoundFile]) -> tuple[list[FoundFile], list[str]]:
    """Return files without what is the course's, where the course's own folder is given.

    Parameters
    ----------
    files : list of FoundFile
        From a folder or a zip.

    Returns
    -------
    files : list of FoundFile
        Of students.
    faults : list of str
        A sentence for each folder that is left out.
    """
    tops = Counter(file.parts[0] for file in files if len(file.parts) > 1)
    foreign = _COURSE & tops.keys()
    if foreign and "submitted" in tops:
        foreign = tops.keys() - {"submitted"}
    faults = [
        f"The folder {shown(name, 80)} is the course's and no student's: it was left out"
        f" ({tops[name]} files)."
        for name in sorted(foreign)
    ]
    return [f for f in files if len(f.parts) < 2 or f.parts[0] not in foreign], faults


def _depth(files: list[FoundFile], exercise: str | None) -> int:
    """Return how many folders stand around those of the students: none, or one for all."""
    deep = [f.parts for f in files if len(f.parts) > 2]
    if not deep or any(parts[0] != deep[0][0] for parts in deep):
        return 0
    if deep[0][0] == "submitted":
        return int(all(len(parts) > 3 for parts in deep))
    named = [parts for parts in deep if len(parts) > 3 and parts[2] == exercise]
    return int(bool(named) and all(parts[1] != exercise for parts in deep))


def _all_canvas(files: list[FoundFile], depth: int) -> bool:
    """Return whether Canvas' files lie deeper than it puts them.

    Students may name their files as Canvas does, but have no say in the folders of others: most
    folders decide.
    """
    folders: dict[tuple[str, ...], bool] = {}
    for file in files:
        if len(file.parts) > 2 and file.name.lower().endswith(".ipynb"):
            place = file.parts[:-1][: 2 + depth]
            canvas = _CANVAS.fullmatch(file.parts[-1]) is not None
            folders[place] = folders.get(place, True) and canvas
    return sum(folders.values()) * 2 > len(folders)


def _one_students(files: list[FoundFile], depth: int) -> tuple[list[FoundFile], list[str]]:
    """Leave out folders in a tree of nbgrader's that hold a whole class as Canvas names it."""
    classes: dict[tuple[str, ...], set[str]] = {}
    for file in files:
        match = _CANVAS.fullmatch(file.parts[-1]) if len(file.parts) > 2 + depth else None
        if match:
            users = classes.setdefault(file.parts[: 2 + depth], set())
            users.add(match["id"] or match["anonymous"])
    whole = {place for place, users in classes.items() if len(users) > 2}
    faults = [
        f"{shown('/'.join(place), 120)} holds files of {len(classes[place])} students as Canvas"
        " names them, and stands among others: it was left out; give that folder alone."
        for place in sorted(whole)
    ]
    return [file for file in files if file.parts[: 2 + depth] not in whole], faults


def _of_folder(files: list[FoundFile], exercise: str | None) -> tuple[list[FoundFile], list[str]]:
    """Return the files in the folder of the exercise's name, where there is one."""
    inside = [file for file in files if exercise in file.parts[:-1]]
    outside = [file for file in files if exercise not in file.parts[:-1]]
    if not inside or not outside:
        return files, []
    first = shown(outside[0].name, 120)
    return inside, [f"{len(outside)} files outside of {exercise}, as {first}, were left out."]


def _moodle(file: FoundFile) -> Upload | None:
    for part in file.parts:
        match = _MOODLE.fullmatch(part)
        if match:
            name = legible(match["name"])
            return Upload(
                name, name, lms_id=match["id"], lms="moodle", files=[(0, file)], layout="Moodle"
            )
    return None


def _nbgrader(file: FoundFile, depth: int) -> Upload | None:
    if len(file.parts) < 3 + depth:
        return None
    student, exercise, *rest = file.parts[depth:]
    one = Upload(student, legible(student), exercise, layout="nbgrader")
    if rest == ["timestamp.txt"]:
        one.stamp = file
    else:
        one.files.append((0, file))
    return one


def _canvas(file: FoundFile) -> Upload | None:
    match = _CANVAS.fullmatch(file.parts[-1])
    if not match:
        return None
    number = match["id"] or match["anonymous"].removeprefix("anon_")
    name = legible(match["name"]) if match["id"] else "anon"
    return Upload(
        f"{name}-{number}",
        name,
        lms_id=match["id"],
        lms="canvas",
        late=any(match[place] for place in ("late", "early", "after")),
        files=[(int(match["file"][:18]), file)],
        layout="Canvas",
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
