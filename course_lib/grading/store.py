"""Results as files, each whole or not there."""

from __future__ import annotations

from pathlib import Path

from course_lib import atomic
from course_lib.grading.results import SubmissionResult

__all__ = ["ResultStore"]


class ResultStore:
    """A folder of results by their keys.

    Parameters
    ----------
    folder : str or pathlib.Path
        Made when the first result is put in.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = ResultStore(folder)
    ...     store.put(SubmissionResult("ada", "01", "k1", ()))
    ...     store.get("ada", "01", "k1").student, store.get("ada", "01", "k2")
    ('ada', None)
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def get(self, student: str, exercise: str, key: str) -> SubmissionResult | None:
        """Return the result of a student's submission, or None where it is not graded.

        Parameters
        ----------
        student, exercise : str
            Whose and which.
        key : str
            What identifies submission and exercise.

        Returns
        -------
        SubmissionResult or None
            None as well where the file was damaged: then it is graded again.
        """
        try:
            result = SubmissionResult.from_json(self._path(student, exercise).read_text("utf-8"))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        return result if result.key == key else None

    def knows(self, student: str, exercise: str) -> bool:
        """Return whether there is a result, of this submission or another.

        Parameters
        ----------
        student, exercise : str
            Whose and which.

        Returns
        -------
        bool
            Without reading it.
        """
        return self._path(student, exercise).exists()

    def put(self, result: SubmissionResult) -> None:
        """Keep a result in the place of the one before.

        Parameters
        ----------
        result : SubmissionResult
            What to keep.
        """
        path = self._path(result.student, result.exercise)
        with atomic.writing(path, private=True) as file:
            file.write(result.to_json().encode())

    def of(self, exercise: str) -> list[SubmissionResult]:
        """Return all results of an exercise, by student.

        Parameters
        ----------
        exercise : str
            Which.

        Returns
        -------
        list of SubmissionResult
            Sorted by student.
        """
        results = []
        for path in sorted((self._folder / exercise).glob("*.json")):
            try:
                results.append(SubmissionResult.from_json(path.read_text("utf-8")))
            except (ValueError, KeyError, TypeError):
                continue
        return sorted(results, key=lambda result: result.student)

    def _path(self, student: str, exercise: str) -> Path:
        return self._folder / exercise / f"{student}.json"
