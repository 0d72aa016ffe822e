"""Files by student where a shape of paths, or Gradescope's own list, says whose they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from course_lib.grading.submissions.choosing import listed
from course_lib.grading.submissions.found import FoundFile
from course_lib.grading.submissions.gradescope import METADATA, submitters
from course_lib.grading.submissions.layouts import Upload
from course_lib.grading.submissions.names import legible
from course_lib.grading.submissions.shapes import Shape

__all__ = ["of_gradescope", "shaped"]


def shaped(
    files: Sequence[FoundFile], shape: Shape, known: Collection[str] = ()
) -> tuple[list[Upload], list[str]]:
    """Return files by student, and a sentence for those that have not this shape.

    Parameters
    ----------
    files : sequence of FoundFile
        Of a folder or a zip.
    shape : Shape
        Which most of them have.
    known : collection of str
        The exercises that there are.

    Returns
    -------
    handed : list of Upload
        In the order of the files.
    faults : list of str
        A sentence each.

    Examples
    --------
    >>> from pathlib import Path
    >>> from course_lib.grading.submissions.shapes import own
    >>> file = FoundFile(("hw", "ada.ipynb"), Path("hw/ada.ipynb"), None, 5, 0.0)
    >>> (one,), _ = shaped([file], own("hw/{student}.ipynb"))
    >>> one.raw, one.layout
    ('ada', 'pattern')
    """
    handed: dict[tuple[str, str | None], Upload] = {}
    others: list[str] = []
    for file in files:
        match = shape.path.fullmatch(file.name)
        if match is None:
            if file.name.lower().endswith(".ipynb"):
                others.append(file.name)
            continue
        found = match.groupdict()
        number = int(re.sub(r"\D", "", found.get("time") or "0"))
        one = handed.setdefault(
            (_raw(found), _exercise(found, known)), _upload(found, shape, known)
        )
        one.files.append((number, file))
        one.late = one.late or bool(found.get("late")) or None
        if number and number == max(each for each, _ in one.files):
            day, clock = found["time"][:10], found["time"][11:].replace("-", ":")
            one.when = f"{day}T{clock}"
    faults = [f"Not named as {shape.name} does, and not read: {listed(others)}."] if others else []
    if any(one.when for one in handed.values()):
        faults.append(f"{shape.name} writes times without a zone: they are taken for UTC.")
    return list(handed.values()), faults


def of_gradescope(files: Sequence[FoundFile], text: str) -> tuple[list[Upload], list[str]]:
    """Return files by student as Gradescope's list says.

    Parameters
    ----------
    files : sequence of FoundFile
        Of its export.
    text : str
        Of its submission_metadata.yml.

    Returns
    -------
    handed : list of Upload
        A group's files are each member's.
    faults : list of str
        A sentence for what the list does not name.
    """
    whose = submitters(text)
    handed: dict[str, Upload] = {}
    others: list[str] = []
    for file in files:
        folder = next((part for part in file.parts[:-1] if part in whose), None)
        if folder is None or not whose[folder].people:
            if file.parts[-1] != METADATA:
                others.append(file.name)
            continue
        for person in whose[folder].people:
            name = legible(person.get("name", ""))
            raw = person.get("email") or person.get("sid") or name
            one = handed.setdefault(raw, Upload(raw, name or raw, layout="Gradescope"))
            one.when = max(one.when, whose[folder].when)
            one.files.append((int(re.sub(r"\D", "", whose[folder].when)[:14] or "0"), file))
    faults = [f"{METADATA} names nobody for {listed(others)}: not read."] if others else []
    return list(handed.values()), faults


def _raw(found: dict[str, str | None]) -> str:
    return found.get("student") or found.get("name") or ""


def _exercise(found: dict[str, str | None], known: Collection[str]) -> str | None:
    slug = found.get("slug")
    return found.get("exercise") or (slug if slug in known else None)


def _upload(found: dict[str, str | None], shape: Shape, known: Collection[str]) -> Upload:
    given, family = found.get("given"), found.get("family")
    name = f"{given} {family}" if given and family else found.get("name") or _raw(found)
    return Upload(_raw(found), legible(name), _exercise(found, known), layout=shape.name)
