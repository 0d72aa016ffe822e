"""One submission as a job for another process, on this machine or elsewhere."""

from __future__ import annotations

import atexit
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.checks.mistakes import ChecksBroken
from course_lib.grading.exercise import Exercise
from course_lib.grading.prepared import PreparedExercise
from course_lib.grading.results import SubmissionResult
from course_lib.grading.running import Grader

__all__ = ["Job", "JobResult", "PackedExercise", "grader_for", "perform", "prepared"]

_local = threading.local()
_graders: list[Grader] = []
_exercises: dict[str, PreparedExercise] = {}
_preparing = threading.Lock()


@dataclass(frozen=True)
class PackedExercise:
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
    def of(cls, exercise: Exercise) -> PackedExercise:
        """Return an exercise as bytes.

        Parameters
        ----------
        exercise : Exercise
            Read from its folder.

        Returns
        -------
        PackedExercise
            With its notebook, checks, settings and further files.
        """
        names = ["checks.py", "exercise.toml", exercise.notebook.name]
        names += [*exercise.files, *exercise.private]
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
    exercise : PackedExercise
        The exercise.
    asked : tuple of str
        Names of the questions to check.
    confined : bool
        Whether it runs in a sandbox.
    """

    student: str
    content: bytes = field(repr=False)
    exercise: PackedExercise
    asked: tuple[str, ...]
    confined: bool = True


@dataclass(frozen=True)
class JobResult:
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


def perform(job: Job) -> JobResult:
    """Grade a submission with the grader of this thread, which stays warm for the next.

    Parameters
    ----------
    job : Job
        What to grade.

    Returns
    -------
    JobResult
        The result, or what is wrong with the checks.
    """
    exercise = prepared(job.exercise)
    try:
        result = grader_for(exercise, job.confined).grade(
            job.content, student=job.student, exercise=exercise, asked=job.asked
        )
    except ChecksBroken as error:
        return JobResult(broken=str(error))
    return JobResult(result=result.to_json())


def grader_for(exercise: PreparedExercise, confined: bool) -> Grader:
    """Return the grader of this thread, which stays warm, with an exercise's limits.

    Parameters
    ----------
    exercise : PreparedExercise
        What submissions need, and what they may use from now on.
    confined : bool
        Whether submissions run in a sandbox.

    Returns
    -------
    Grader
        Closed when the process ends, or when an exercise needs other modules.
    """
    grader = getattr(_local, "grader", None)
    if grader is None or (grader.confined, grader.modules) != (confined, exercise.modules):
        if grader is not None:
            grader.close()
            _graders.remove(grader)
        grader = _local.grader = Grader(modules=exercise.modules, confined=confined)
        _graders.append(grader)
    grader.limits = exercise.limits
    return grader


def prepared(packed: PackedExercise) -> PreparedExercise:
    """Return an exercise that is unpacked and read once in a process.

    Parameters
    ----------
    packed : PackedExercise
        As bytes.

    Returns
    -------
    PreparedExercise
        The same one until another is asked for.
    """
    with _preparing:
        if packed.digest not in _exercises:
            _exercises.clear()
            folder = tempfile.TemporaryDirectory(prefix="course-exercise-")
            atexit.register(folder.cleanup)
            place = Path(folder.name, packed.name)
            for name, content in packed.files.items():
                path = place / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            _exercises[packed.digest] = PreparedExercise.of(Exercise.read(place))
        return _exercises[packed.digest]


@atexit.register
def _close() -> None:
    for grader in _graders:
        grader.close()
