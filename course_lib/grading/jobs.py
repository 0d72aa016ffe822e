"""One submission as a job for another process, on this machine or elsewhere."""

from __future__ import annotations

import atexit
import json
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.notebooks import Cell, cells_of
from course_lib.grading.exercise import Exercise
from course_lib.grading.release import released_files
from course_lib.grading.results import SubmissionResult
from course_lib.grading.running import Grader
from course_lib.kernels.limits import Limits

__all__ = ["Job", "Outcome", "Parcel", "perform"]

_local = threading.local()
_graders: list[Grader] = []
_opened: dict[str, _Opened] = {}
_opening = threading.Lock()


@dataclass(frozen=True)
class Parcel:
    """An exercise as bytes, so that a worker needs no folder in common with the coordinator.

    Parameters
    ----------
    name, digest : str
        The exercise's.
    files : dict of str to bytes
        All of its folder that grading needs.
    """

    name: str
    digest: str
    files: dict[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, exercise: Exercise) -> Parcel:
        """Return the parcel of an exercise.

        Parameters
        ----------
        exercise : Exercise
            Read from its folder.

        Returns
        -------
        Parcel
            With its notebook, checks, settings and further files.
        """
        names = ["checks.py", "exercise.toml", exercise.notebook.name, *exercise.files]
        contents = {name: (exercise.folder / name).read_bytes() for name in names}
        return cls(exercise.name, exercise.digest, contents)


@dataclass(frozen=True)
class Job:
    """A submission and its exercise.

    Parameters
    ----------
    student : str
        Whose.
    content : bytes
        What was handed in.
    parcel : Parcel
        The exercise.
    asked : tuple of str
        Names of the questions to check.
    proven : bool
        Whether the checks have been seen to work on the exercise's own solution.
    confined : bool
        Whether it runs in a sandbox.
    """

    student: str
    content: bytes = field(repr=False)
    parcel: Parcel
    asked: tuple[str, ...]
    proven: bool = False
    confined: bool = True


@dataclass(frozen=True)
class Outcome:
    """What a worker sends back.

    Parameters
    ----------
    result : str
        `SubmissionResult` as JSON; empty where the checks failed.
    broken : str
        What is wrong with the checks.
    """

    result: str = ""
    broken: str = ""

    def unpack(self) -> SubmissionResult:
        """Return the result."""
        return SubmissionResult.from_json(self.result)


@dataclass(frozen=True)
class _Opened:
    """What all jobs of an exercise share, read once in a process."""

    exercise: Exercise
    released: tuple[Cell, ...]
    files: dict[str, bytes]
    digest: str
    secret: str


def perform(job: Job) -> Outcome:
    """Grade a submission with the grader of this thread, which stays warm for the next.

    Parameters
    ----------
    job : Job
        What to grade.

    Returns
    -------
    Outcome
        The result, or what is wrong with the checks.
    """
    opened = _unpacked(job.parcel)
    exercise = opened.exercise
    try:
        result = _grader(exercise.limits, job.confined).grade(
            job.content,
            student=job.student,
            exercise=exercise.name,
            digest=opened.digest,
            questions=[one for one in exercise.questions if one.name in job.asked],
            released=opened.released,
            forbidden=exercise.forbidden,
            files=opened.files,
            secret=opened.secret,
            proven=job.proven,
        )
    except ChecksBroken as error:
        return Outcome(broken=str(error))
    return Outcome(result=result.to_json())


def _grader(limits: Limits, confined: bool) -> Grader:
    grader = getattr(_local, "grader", None)
    if grader is None or grader.confined != confined:
        _local.grader = Grader(confined=confined)
        _graders.append(_local.grader)
    _local.grader.limits = limits
    return _local.grader


def _unpacked(parcel: Parcel) -> _Opened:
    with _opening:
        if parcel.digest not in _opened:
            _opened.clear()
            folder = tempfile.TemporaryDirectory(prefix="course-exercise-")
            atexit.register(folder.cleanup)
            place = Path(folder.name, parcel.name)
            for name, content in parcel.files.items():
                path = place / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            _opened[parcel.digest] = _read(place)
        return _opened[parcel.digest]


def _read(place: Path) -> _Opened:
    exercise = Exercise.read(place)
    files = released_files(exercise)
    return _Opened(
        exercise,
        released=cells_of(json.loads(files[exercise.notebook.name])),
        files={name: files[name] for name in exercise.files},
        digest=exercise.run_digest,
        secret=exercise.secret,
    )


@atexit.register
def _close() -> None:
    for grader in _graders:
        grader.close()
