"""What an instructor has looked at and found right: proof.toml beside the exercise."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_lib.grading.proof.mutants import Mutant
from course_lib.grading.proof.trials import Case
from course_lib.grading.settings import ExerciseError

__all__ = ["Marks", "read_marks"]

_WANTED = {"equivalent": ("line", "reason"), "float64": ("question", "case", "reason")}


@dataclass(frozen=True)
class Marks:
    """Mutants that answer the task as well, and cases that ask for float64.

    Parameters
    ----------
    equivalent : dict of str to str
        The reason by the mutant's line.
    float64 : dict of Case to str
        The reason by question and case.
    """

    equivalent: dict[str, str]
    float64: dict[Case, str]

    def reason(self, mutant: Mutant) -> str:
        """Return why a mutant is as right as the solution; empty where nobody says so."""
        return self.equivalent.get(_plain(mutant.after), "")

    def idle(self, mutants: Sequence[Mutant]) -> tuple[str, ...]:
        """Return the marked lines that no mutant has any more."""
        there = {_plain(mutant.after) for mutant in mutants}
        return tuple(line for line in self.equivalent if line not in there)


def read_marks(folder: Path) -> Marks:
    """Return the marks of an exercise.

    Parameters
    ----------
    folder : pathlib.Path
        The exercise's; proof.toml need not be there.

    Returns
    -------
    Marks
        Lines without their spaces at the ends.

    Raises
    ------
    ExerciseError
        The file is not as it should be.
    """
    path = folder / "proof.toml"
    if not path.is_file():
        return Marks({}, {})
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ExerciseError(f"{folder.name}/proof.toml: {error}") from None
    for kind, entries in read.items():
        _check(kind, entries, folder.name)
    return Marks(
        {_plain(one["line"]): one["reason"] for one in read.get("equivalent", ())},
        {(one["question"], one["case"]): one["reason"] for one in read.get("float64", ())},
    )


def _check(kind: str, entries: Any, name: str) -> None:
    wanted = _WANTED.get(kind)
    if wanted is None or not isinstance(entries, list):
        raise ExerciseError(
            f"{name}/proof.toml holds tables [[equivalent]] and [[float64]], not {kind}"
        )
    for entry in entries:
        texts = all(isinstance(value, str) and value.strip() for value in entry.values())
        if set(entry) != set(wanted) or not texts:
            raise ExerciseError(
                f"{name}/proof.toml: each [[{kind}]] has the texts {', '.join(wanted)}"
            )


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())
