"""What can come of asking a student's code: an error, nothing, the outcome of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["WAITING", "Case", "Missing", "StudentError", "Unanswered"]


WAITING = "this counts once"


class StudentError(Exception):
    """The student's code raised.

    Parameters
    ----------
    type : str
        Name of the error's class; empty where no error was raised, but an answer cannot be checked.
    message : str
        What it says.
    place : str
        The line of the student's own code where it was raised.
    """

    def __init__(self, type: str, message: str = "", place: str = "") -> None:
        told = ": ".join(filter(None, (type, message)))
        super().__init__(f"{told} ({place})" if place else told)
        self.type = type
        self.message = message


class Missing(StudentError):  # noqa: N818
    """There is nothing to check yet: a name is not defined, or still a placeholder's.

    Parameters
    ----------
    name : str
        What was asked for.
    placeholder : bool
        Whether the name is there, and nobody has written what it stands for.
    """

    def __init__(self, name: str, *, placeholder: bool = False) -> None:
        if placeholder:
            super().__init__("NotImplementedError", f"{name} is not written yet")
        else:
            super().__init__("NameError", f"{name} is not defined")


class Unanswered(Exception):  # noqa: N818
    """The student's code gave no answer at all; raised by whoever provides `ask`.

    Parameters
    ----------
    reason : str
        One sentence for the student, such as ``"no answer within 30 s"``.
    timeout : bool
        Whether time ran out; else the kernel died.
    """

    def __init__(self, reason: str, *, timeout: bool = False) -> None:
        super().__init__(reason)
        self.timeout = timeout


@dataclass(frozen=True)
class Case:
    """The outcome of one case of a question.

    Parameters
    ----------
    name : str
        What the case is about.
    weight : float
        Its part in the question's points.
    state : str
        ``"passed"``, ``"failed"``, ``"missing"``, ``"error"`` or ``"timeout"``.
    hint : str
        What to look at.
    detail : str
        What was found; may show an expected shape.
    example : str
        What was asked last, and what was answered.
    """

    name: str
    weight: float
    state: Literal["passed", "failed", "missing", "error", "timeout"]
    hint: str = ""
    detail: str = ""
    example: str = ""

    @property
    def waits(self) -> bool:
        """Whether it failed only because a case that it needs did not pass."""
        return self.state == "failed" and self.detail.startswith(WAITING)
