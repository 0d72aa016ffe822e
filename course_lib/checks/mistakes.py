"""A mistake in a checks.py: what is wrong, and in which line."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

__all__ = ["CheckOverran", "ChecksBroken", "fault", "line_in", "summary"]

_TRACE = 4000


class ChecksBroken(Exception):  # noqa: N818
    """A mistake in a checks.py, which is the instructor's and must cost no student a point.

    Parameters
    ----------
    message : str
        One sentence with file and line.
    question : str
        Name of the question; empty where the file as a whole is broken.
    line : int
        In checks.py; 0 where there is none.
    """

    def __init__(self, message: str, *, question: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.question = question
        self.line = line


class CheckOverran(BaseException):
    """A check took more time than it may; raised in the middle of it."""


def fault(error: BaseException, question: Any, call: str = "") -> str:
    """Return where and how a check failed: a sentence, and the traceback from the check on.

    Parameters
    ----------
    error : BaseException
        What the check raised.
    question : Question
        Whose check it is.
    call : str
        What was asked of the student's code last.

    Returns
    -------
    str
        For the instructor; the first line stands by itself.
    """
    code = question.function.__code__
    line = line_in(error, code.co_filename) or code.co_firstlineno
    told = str(error) if isinstance(error, CheckOverran) else summary(error)
    sentence = f"{Path(code.co_filename).name}, line {line}: {told}"
    if call:
        sentence += f" (after {call})"
    frames = traceback.extract_tb(error.__traceback__)
    first = next((at for at, one in enumerate(frames) if one.filename == code.co_filename), 0)
    trace = "".join(traceback.format_list(frames[first:]))[-_TRACE:]
    return _printable(f"{sentence}\n{trace}".rstrip())


def _printable(text: str) -> str:
    return "".join(
        one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text
    )


def line_in(error: BaseException, file: str) -> int:
    """Return the last line of a file that an error passed, or 0 where it passed none.

    Parameters
    ----------
    error : BaseException
        With its traceback.
    file : str
        As the code was compiled.

    Returns
    -------
    int
        Counted from 1.
    """
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == file
    ]
    return lines[-1] or 0 if lines else 0


def summary(error: BaseException) -> str:
    """Return the kind of an error and the first line of what it says.

    Parameters
    ----------
    error : BaseException
        Any.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> summary(ValueError("no such column"))
    'ValueError: no such column'
    """
    text = str(error).splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
