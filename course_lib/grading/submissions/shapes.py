"""Downloads of other systems, told by the shape of their paths; and a shape of one's own.

Blackboard writes ``Shares_alovelace_attempt_2027-03-01-23-10-11_shares.ipynb`` and a text beside
it. ILIAS writes ``Lovelace_Ada_alovelace_5678/shares.ipynb``, in folders of teams where there are
teams. ``gh classroom clone student-repos`` makes ``shares-submissions/shares-alovelace/``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from course_lib.arguments import shown
from course_lib.grading.submissions.found import FoundFile
from course_lib.grading.submissions.layouts import named_by_system

__all__ = ["Shape", "own", "recognised"]

_BLACKBOARD = re.compile(
    r"(?:.*/)?[^/]+_(?P<student>[^/_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_[^/]+|\.txt)"
)
_ILIAS = re.compile(
    r"(?:.*/)?(?P<family>[^/_]+)_(?P<given>[^/_]+)_(?P<student>[^/]+?)_(?P<number>\d+)"
    r"/(?P<late>(?:late submission|verspaetete abgabe|verspätete abgabe) - )?[^/]+",
    re.IGNORECASE,
)
_FIELDS = {"student": r"[^/]+?", "name": r"[^/]+?", "exercise": r"[^/]+?", "number": r"\d+"}


@dataclass(frozen=True)
class Shape:
    """How one system names what it gives out.

    Parameters
    ----------
    name : str
        The system, for people.
    path : re.Pattern
        Of a whole path, with some of the groups ``student``, ``name``, ``family``, ``given``,
        ``exercise``, ``number``, ``time`` and ``late``.

    Examples
    --------
    >>> own("{student}/*/{exercise}.ipynb").path.fullmatch("ada/hw/04-shares.ipynb")["exercise"]
    '04-shares'
    """

    name: str
    path: re.Pattern[str]


def own(pattern: str) -> Shape:
    """Return the shape that an instructor writes.

    Parameters
    ----------
    pattern : str
        A path with ``{student}`` or ``{name}``, perhaps ``{exercise}`` and ``{number}``; ``*`` is
        anything within a name, ``**`` anything at all.

    Returns
    -------
    Shape
        Of such paths.

    Raises
    ------
    ValueError
        It names nobody, or a field that there is not.
    """
    parts = []
    fields: list[str] = []
    for piece in re.split(r"(\{[^{}]*\}|\*\*|\*)", pattern):
        if piece in ("*", "**"):
            parts.append("[^/]*" if piece == "*" else ".*")
        elif piece.startswith("{"):
            field = piece[1:-1]
            if field not in _FIELDS or field in fields:
                raise ValueError(
                    f"pattern has each of {', '.join(f'{{{one}}}' for one in _FIELDS)} at most"
                    f" once, got {shown(piece)}"
                )
            fields.append(field)
            parts.append(f"(?P<{field}>{_FIELDS[field]})")
        else:
            parts.append(re.escape(piece))
    if not {"student", "name"} & set(fields):
        raise ValueError(f"pattern needs {{student}} or {{name}}, got {shown(pattern)}")
    return Shape("pattern", re.compile("".join(parts), re.DOTALL))


def recognised(
    files: Sequence[FoundFile], exercise: str | None, known: Collection[str], top: str = ""
) -> Shape | None:
    """Return the shape that most of the notebooks have; None where it is none of these.

    Parameters
    ----------
    files : sequence of FoundFile
        Of a folder or a zip.
    exercise : str or None
        The one that is asked for.
    known : collection of str
        The exercises that there are.
    top : str
        Name of the folder itself.

    Returns
    -------
    Shape or None
        Of a system that names students in its paths.
    """
    notebooks = [file.name for file in files if file.name.lower().endswith(".ipynb")]
    shapes = [Shape("Blackboard", _BLACKBOARD), Shape("ILIAS", _ILIAS)]
    slugs = {top.removesuffix("-submissions")} if top.endswith("-submissions") else set()
    firsts = {file.parts[0] for file in files if len(file.parts) > 1}
    slugs |= {one.removesuffix("-submissions") for one in firsts if one.endswith("-submissions")}
    slugs |= {*known, *([exercise] if exercise else [])}
    if slugs:
        shapes.append(Shape("GitHub Classroom", _classroom(slugs)))
    for shape in shapes:
        fitting = sum(shape.path.fullmatch(name) is not None for name in notebooks)
        if fitting * 2 > len(notebooks):
            return shape
    return None if named_by_system(files) else _plain(files, exercise, known)


def _classroom(slugs: Collection[str]) -> re.Pattern[str]:
    longest = sorted(slugs, key=len, reverse=True)
    slug = "|".join(re.escape(one) for one in longest)
    return re.compile(rf"(?:[^/]+/)?(?P<slug>{slug})-(?P<student>[A-Za-z0-9][A-Za-z0-9-]*)/.+")


def _plain(
    files: Sequence[FoundFile], exercise: str | None, known: Collection[str]
) -> Shape | None:
    """Return the shape ``student/notebook.ipynb`` or ``student.ipynb``, for one exercise.

    Only where no folder bears an exercise's name, and two students are there at least, or one in
    a folder with nothing around it: a single notebook in deeper folders may be of anything.
    """
    places = [file.parts for file in files if file.name.lower().endswith(".ipynb")]
    names = {part for parts in places for part in parts[:-1]}
    if exercise is None or not places or names & {exercise, *known}:
        return None
    top = len(os.path.commonprefix([parts[:-1] for parts in places])) if len(places) > 1 else 0
    depths = {len(parts) - top for parts in places}
    students = {parts[top] for parts in places}
    above = "".join(f"{re.escape(part)}/" for part in places[0][:top])
    if depths == {1} and len(students) > 1:
        return Shape("flat files", re.compile(rf"{above}(?P<student>[^/]+)\.ipynb", re.IGNORECASE))
    if depths == {2} and (len(students) > 1 or top == 0):
        return Shape("folders of students", re.compile(rf"{above}(?P<student>[^/]+)/[^/]+"))
    return None
