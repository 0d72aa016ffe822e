"""The course's clone: where the library, its lock and the book lie as files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import course_lib
from course_lib.grading.settings import ExerciseError

__all__ = ["clone"]


def clone() -> Path:
    """Return the folder of the clone that this library runs from.

    Returns
    -------
    pathlib.Path
        With pyproject.toml, the locks and the book.

    Raises
    ------
    ExerciseError
        The library was installed without its clone.

    Examples
    --------
    >>> (clone() / "requirements-student.txt").is_file()
    True
    """
    root = Path(course_lib.__file__).resolve().parents[1]
    project = root / "pyproject.toml"
    if project.is_file() and tomllib.loads(project.read_text("utf-8"))["project"]["name"] == (
        "fair-trials"
    ):
        return root
    raise ExerciseError(
        f"a handout is made from the course's clone, and {root} is none: install it with make book"
    )
