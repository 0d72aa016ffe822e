"""What students handed in, from nbgrader's folders or the zip of a learning system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from course_lib.arguments import shown
from course_lib.grading.submissions.choosing import chosen, listed
from course_lib.grading.submissions.files import content, found
from course_lib.grading.submissions.found import FoundFile, UploadLimits
from course_lib.grading.submissions.gradescope import METADATA
from course_lib.grading.submissions.groups import each_member
from course_lib.grading.submissions.layouts import Upload, sort, students_own
from course_lib.grading.submissions.names import identifiers, safe
from course_lib.grading.submissions.shaped import of_gradescope, shaped
from course_lib.grading.submissions.shapes import own, recognised
from course_lib.grading.submissions.tables import Member
from course_lib.grading.submissions.times import decoded, read_time

__all__ = ["Submission", "collect"]

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
    lms : str
        The learning system that `lms_id` is of: ``"canvas"``, ``"moodle"`` or empty.
    layout : str
        How it was read: the system, for people.

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
    lms: str = ""
    layout: str = ""

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
    path: str | Path,
    exercise: str | None = None,
    *,
    cells: Mapping[str, Collection[str]] | None = None,
    times: Mapping[str, datetime] | None = None,
    groups: Mapping[str, Sequence[Member]] | None = None,
    pattern: str | None = None,
    limits: UploadLimits | None = None,
) -> tuple[list[Submission], list[str]]:
    """Return what was handed in, and a sentence for whatever is not read.

    Parameters
    ----------
    path : str or pathlib.Path
        A folder of nbgrader's layout (student/exercise/notebook.ipynb); the zip that Canvas,
        Moodle, Blackboard, ILIAS or Gradescope gives, or the folder in which it was unpacked; the
        clones of GitHub Classroom; with `exercise`, ``student/notebook.ipynb`` or
        ``student.ipynb``.
    exercise : str, optional
        Its exercise, which the files of Canvas and Moodle do not say; of nbgrader's layout only
        this exercise is read.
    cells : mapping of str to collection of str, optional
        Names (grade_id) of each exercise's cells: of several notebooks the one that holds them is
        graded.
    times : mapping of str to datetime.datetime, optional
        When each student handed in, by identifier, number or name, from `tables.read_times`; they
        count before what the files say.
    groups : mapping of str to sequence of Member, optional
        Who is in each group, from `tables.read_groups`: a group's notebook is each member's.
    pattern : str, optional
        How the paths are made otherwise, as ``{student}/hw1/*.ipynb``; from `shapes.own`.
    limits : UploadLimits, optional
        How much is read.

    Returns
    -------
    submissions : list of Submission
        One for each student and exercise, sorted.
    faults : list of str
        Sentences that name what was left out or supposed.

    Raises
    ------
    ValueError
        There is no such folder or zip, too much is in it, or the exercise is not given.
    """
    limits = limits or UploadLimits()
    if exercise is not None and safe(exercise) != exercise:
        raise ValueError(f"exercise must be a plain name, got {shown(exercise)}")
    files, faults = found(Path(path), limits)
    handed, unnamed = _by_student(files, exercise, list(cells or ()), Path(path), pattern)
    faults += unnamed
    if any(one.exercise is None for one in handed) and exercise is None:
        raise ValueError(
            "exercise must be given: these names, as those of Canvas and Moodle, do not say it."
        )
    handed, unknown = each_member(handed, groups or {})
    faults += unknown
    students = identifiers(one.raw for one in handed)
    others: Counter[str] = Counter()
    result = []
    for one in handed:
        name = one.exercise or str(exercise)
        if exercise not in (None, name):
            others[name] += 1
        elif safe(name) != name:
            faults.append(f"{shown(name)} is not the name of an exercise: it was not read.")
        else:
            known = None if cells is None else cells.get(name)
            result.append(_submission(one, students[one.raw], name, known, limits, faults))
    if others:
        faults.append(_left_out(others, handed, str(exercise)))
    result = _timed(result, times or {}, faults)
    return sorted(result, key=lambda s: (s.exercise, s.student)), faults


def _by_student(
    files: list[FoundFile],
    exercise: str | None,
    known: Collection[str],
    path: Path,
    pattern: str | None,
) -> tuple[list[Upload], list[str]]:
    """Return files by student, in whichever layout they are."""
    if pattern is not None:
        return shaped(files, own(pattern), known)
    whose = next((file for file in files if file.parts[-1] == METADATA), None)
    if whose is not None:
        return of_gradescope(files, decoded(content(whose, UploadLimits.file)))
    files, faults = students_own(files)
    shape = recognised(files, exercise, known, path.name)
    handed, more = sort(files, exercise) if shape is None else shaped(files, shape, known)
    return handed, faults + more


def _left_out(others: Counter[str], handed: Sequence[Upload], exercise: str) -> str:
    """Say what was left out because it is of another exercise, and how it was read."""
    first = next(one for one in handed if one.exercise in others)
    example = first.files[0][1] if first.files else first.stamp
    told = ", ".join(f"{n} of {shown(name, 60)}" for name, n in list(others.items())[:5])
    more = f" and of {len(others) - 5} more" if len(others) > 5 else ""
    path = "" if example is None else f": {shown(example.name, 120)} reads as student/exercise"
    return f"Left out, not of {exercise}: {told}{more}{path}."


def _submission(
    one: Upload,
    student: str,
    exercise: str,
    cells: Collection[str] | None,
    limits: UploadLimits,
    faults: list[str],
) -> Submission:
    notebooks = [(number, f) for number, f in one.files if f.name.lower().endswith(".ipynb")]
    file, problems = chosen(notebooks, exercise, cells, limits.file)
    if file is None:
        names = sorted(f.parts[-1] for _, f in one.files)
        problems = [_nothing(names)]
        faults.append(f"{student} handed in no notebook, but {listed(names) or 'nothing'}.")
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
        submitted=read_time(one.when)[0] if one.when else _stamped(one.stamp, faults),
        name=one.name or student,
        lms_id=one.lms_id,
        late=one.late,
        problems=tuple(problems),
        limit=limits.file,
        lms=one.lms,
        layout=one.layout,
    )


def _timed(
    handed: Sequence[Submission], times: Mapping[str, datetime], faults: list[str]
) -> list[Submission]:
    """Return submissions with the times that were given for them."""
    used = set()
    result = []
    for one in handed:
        keys = [key for key in (one.student, one.lms_id, one.name) if key in times]
        used |= set(keys)
        result.append(replace(one, submitted=times[str(keys[0])]) if keys else one)
    unused = sorted(times.keys() - used)
    if unused:
        faults.append(f"Times were given for {listed(unused)}, who handed in nothing here.")
    return result


def _nothing(names: list[str]) -> str:
    if not names:
        return "Nothing was handed in."
    if any(name.lower().endswith(_ARCHIVES) for name in names):
        return f"An archive was handed in ({listed(names)}), but archives are not opened."
    return f"No notebook was handed in, but {listed(names)}."


def _stamped(stamp: FoundFile | None, faults: list[str]) -> datetime | None:
    """Return the time that nbgrader's timestamp.txt states; without a zone it is UTC."""
    if stamp is None:
        return None
    try:
        time, supposed = read_time(decoded(content(stamp, 200)))
    except ValueError:
        faults.append(f"{shown(stamp.name, 120)} holds no time: the submission counts as in time.")
        return None
    if supposed:
        faults.append(f"{shown(stamp.name, 120)}: {supposed}.")
    return time
