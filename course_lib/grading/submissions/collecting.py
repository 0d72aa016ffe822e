"""What students handed in, from nbgrader's folders or the zip of a learning system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from course_lib.arguments import shown
from course_lib.grading.submissions.files import content, found
from course_lib.grading.submissions.found import FoundFile, UploadLimits
from course_lib.grading.submissions.layouts import Upload, sort
from course_lib.grading.submissions.names import identifiers, safe

__all__ = ["Submission", "collect"]

_STAMP = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(\S*)")
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")


@dataclass(frozen=True)
class Submission:
    """One notebook of one student, not read yet.

    Parameters
    ----------
    student : str
        Identifier that is safe as a name of a file, and the same for this student's next exercise.
    exercise : str
        Which.
    file : FoundFile or None
        Where it is; None where nothing can be graded.
    submitted : datetime.datetime or None
        When it was handed in, with its zone, where known.
    name : str
        The student's name, as far as it is known.
    lms_id : str or None
        The number by which Canvas (user) or Moodle (participant) knows the student.
    late : bool or None
        Whether the learning system called it late; None where it does not say.
    problems : tuple of str
        Sentences for the student.
    limit : int
        Most bytes that are read.

    Examples
    --------
    >>> Submission("ada", "01", None, problems=("No notebook was handed in.",)).problems
    ('No notebook was handed in.',)
    """

    student: str
    exercise: str
    file: FoundFile | None
    submitted: datetime | None = None
    name: str = ""
    lms_id: str | None = None
    late: bool | None = None
    problems: tuple[str, ...] = ()
    limit: int = UploadLimits.file

    def read(self) -> bytes:
        """Return the notebook's bytes, whatever they are.

        Returns
        -------
        bytes
            At most `limit`.

        Raises
        ------
        ValueError
            It is not there, too large, damaged, or a link by now; the message is one sentence.
        """
        if self.file is None:
            raise ValueError(self.problems[-1] if self.problems else "No notebook was handed in.")
        return content(self.file, self.limit)


def collect(
    path: str | Path, exercise: str | None = None, *, limits: UploadLimits | None = None
) -> tuple[list[Submission], list[str]]:
    """Return what was handed in, and a sentence for each file that is not read.

    Parameters
    ----------
    path : str or pathlib.Path
        A folder of nbgrader's layout (student/exercise/notebook.ipynb), the zip that Canvas or
        Moodle gives, or the folder in which such a zip was unpacked.
    exercise : str, optional
        Its exercise, which the files of Canvas and Moodle do not say; of nbgrader's layout only
        this exercise is read.
    limits : UploadLimits, optional
        How much is read.

    Returns
    -------
    submissions : list of Submission
        One for each student and exercise, sorted.
    faults : list of str
        Sentences that name the entry.

    Raises
    ------
    ValueError
        There is no such folder or zip, too much is in it, or the exercise is not given.
    """
    limits = limits or UploadLimits()
    if exercise is not None and safe(exercise) != exercise:
        raise ValueError(f"exercise must be a plain name, got {shown(exercise)}")
    files, faults = found(Path(path), limits)
    handed, unnamed = sort(files)
    faults += unnamed
    students = identifiers(one.raw for one in handed)
    result = []
    for one in handed:
        name = one.exercise or exercise
        if name is None:
            raise ValueError("exercise must be given: Canvas and Moodle do not say which it is.")
        if exercise not in (None, name):
            continue
        if safe(name) != name:
            faults.append(f"{shown(name)} is not the name of an exercise: it was not read.")
            continue
        result.append(_submission(one, students[one.raw], name, limits, faults))
    return sorted(result, key=lambda s: (s.exercise, s.student)), faults


def _submission(
    one: Upload, student: str, exercise: str, limits: UploadLimits, faults: list[str]
) -> Submission:
    notebooks = [(number, f) for number, f in one.files if f.name.lower().endswith(".ipynb")]
    file, problems = _chosen(notebooks, exercise)
    if file is None:
        names = sorted(f.parts[-1] for _, f in one.files)
        problems = [_nothing(names)]
        faults.append(f"{student} handed in no notebook, but {_listed(names) or 'nothing'}.")
    elif file.size > limits.file:
        problems.append(
            f"The notebook has {file.size / 1e6:.0f} MB; more than {limits.file / 1e6:g} MB are"
            " not read. Clear its outputs and hand it in again."
        )
        file = None
    return Submission(
        student,
        exercise,
        file,
        None if one.stamp is None else _time(one.stamp, faults),
        one.name or student,
        one.lms_id,
        one.late,
        tuple(problems),
        limits.file,
    )


def _chosen(
    notebooks: Sequence[tuple[int, FoundFile]], exercise: str
) -> tuple[FoundFile | None, list[str]]:
    """Return the notebook to grade: the one of the exercise's name, and the newest of those."""
    if not notebooks:
        return None, []
    named = [pair for pair in notebooks if _stem(pair[1]) == exercise.casefold()] or notebooks
    _, file = max(named, key=lambda pair: (pair[0], pair[1].changed, pair[1].parts))
    others = [f.parts[-1] for _, f in notebooks if f is not file]
    if not others:
        return file, []
    graded = shown(file.parts[-1], 80)
    return file, [f"Several notebooks were handed in: {graded} is graded, not {_listed(others)}."]


def _stem(file: FoundFile) -> str:
    """Return a file's name without what learning systems and browsers add to copies."""
    name = re.sub(r"(?i)\.ipynb$", "", file.parts[-1])
    name = re.sub(r"^.*_assignsubmission_file_|^.*?_\d+_\d+_|^.*?anon_\w+?_\d+_", "", name)
    return re.sub(r"(?i)(-\d{1,3}| ?\(\d{1,3}\)|[ -]copy\d*)+$", "", name).casefold()


def _nothing(names: list[str]) -> str:
    if not names:
        return "Nothing was handed in."
    if any(name.lower().endswith(_ARCHIVES) for name in names):
        return f"An archive was handed in ({_listed(names)}), but archives are not opened."
    return f"No notebook was handed in, but {_listed(names)}."


def _listed(names: list[str]) -> str:
    first = ", ".join(shown(name, 80) for name in names[:3])
    return first + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _time(stamp: FoundFile, faults: list[str]) -> datetime | None:
    """Return the time that nbgrader's timestamp.txt states; without a zone it is UTC."""
    try:
        match = _STAMP.fullmatch(content(stamp, 200).decode().strip())
        text, zone = match.groups() if match else ("", "")
        time = datetime.fromisoformat(text + (zone if zone[:1] in "+-Z" else ""))
        if time.tzinfo is None:
            time = time.replace(tzinfo=ZoneInfo(zone or "UTC"))
        return time.astimezone(UTC)
    except (LookupError, OverflowError, ValueError):
        faults.append(f"{shown(stamp.name, 120)} holds no time: the submission counts as in time.")
        return None
