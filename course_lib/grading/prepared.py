"""What all submissions of an exercise are graded with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from course_lib.checks.notebooks import Cell, cells_of
from course_lib.checks.questions import Question
from course_lib.grading.exercise import Exercise
from course_lib.grading.parents import modules_for
from course_lib.grading.release import released_files
from course_lib.kernels.limits import Limits
from course_lib.kernels.warm import MODULES

__all__ = ["PreparedExercise"]


@dataclass(frozen=True)
class PreparedExercise:
    """What all submissions of an exercise are graded with, read once.

    Parameters
    ----------
    name : str
        The exercise's.
    digest : str
        ``Exercise.run_digest``.
    questions : tuple of Question
        In its order.
    released : tuple of Cell
        The notebook that students got.
    forbidden : tuple of str
        Modules that no submission may import.
    files : dict of str to bytes
        What lies beside the notebook.
    secret : str
        Decides the inputs together with the submission.
    limits : Limits
        What a submission may use.
    modules : tuple of str
        What is imported before a submission starts.

    Examples
    --------
    >>> PreparedExercise("01-scaling", "0", questions=(), released=()).limits.processes
    128
    """

    name: str
    digest: str
    questions: tuple[Question, ...]
    released: tuple[Cell, ...]
    forbidden: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    secret: str = field(default="", repr=False)
    limits: Limits = field(default_factory=Limits)
    modules: tuple[str, ...] = MODULES

    @classmethod
    def of(cls, exercise: Exercise) -> PreparedExercise:
        """Return an exercise with what its release and its digests give.

        Parameters
        ----------
        exercise : Exercise
            Read from its folder.

        Returns
        -------
        PreparedExercise
            Independent of the folder from now on.

        Raises
        ------
        ExerciseError, ChecksBroken
            The exercise has a mistake.
        """
        files = released_files(exercise)
        return cls(
            exercise.name,
            exercise.run_digest,
            questions=exercise.questions,
            released=cells_of(json.loads(files[exercise.notebook.name])),
            forbidden=exercise.forbidden,
            files={name: files[name] for name in exercise.files},
            secret=exercise.secret,
            limits=exercise.limits,
            modules=modules_for(cell.source for cell in exercise.cells if cell.kind == "code"),
        )
