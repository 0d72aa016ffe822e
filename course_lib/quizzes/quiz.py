"""A chapter's questions, read from the package, so that a downloaded chapter has them too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from course_lib.arguments import choice

__all__ = ["Quiz", "load"]


@dataclass(frozen=True)
class Quiz:
    """Questions that mark themselves where they are shown, in a notebook or on a page.

    Parameters
    ----------
    name : str
        Names the quiz in the whole course, as "01-normalisation/leak" does; a reader's answers are
        kept under it.
    questions : tuple of dict
        Each with ``question``, ``type`` and ``answers``, as in the package's JSON files.

    Examples
    --------
    >>> load("01-normalisation", "leak")
    Quiz '01-normalisation/leak' of 2 questions
    """

    name: str
    questions: tuple[dict[str, Any], ...]

    def __repr__(self) -> str:
        count = len(self.questions)
        return f"Quiz '{self.name}' of {count} question{'s' if count != 1 else ''}"

    def _repr_html_(self) -> str:
        from course_lib.quizzes.rendering import html

        return html(self)


def load(chapter: str, name: str) -> Quiz:
    """Return one quiz of a chapter.

    Parameters
    ----------
    chapter : str
        The chapter's file name without its ending.
    name : str
        The quiz, one of those that the chapter has.

    Returns
    -------
    Quiz
        The quiz; in a notebook it shows itself.

    Raises
    ------
    TypeError
        A name is not a string.
    ValueError
        There is no such chapter or quiz; the message lists those there are.

    Examples
    --------
    >>> load("02-pooling", "padding").questions[0]["type"]
    'numeric'
    """
    folder = files("course_lib.quizzes")
    chapters = sorted(
        file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json")
    )
    chapter = choice(chapter, "chapter", chapters)
    quizzes = json.loads((folder / f"{chapter}.json").read_text("utf-8"))
    return Quiz(f"{chapter}/{name}", tuple(quizzes[choice(name, "name", list(quizzes))]))
