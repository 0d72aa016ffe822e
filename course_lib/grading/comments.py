"""Comments that readers use again: a short name for each, in comments.toml beside an exercise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.arguments import shown
from course_lib.grading.submissions.times import decoded

__all__ = ["FILE", "Comments", "read_comments"]

FILE = "comments.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_USED = re.compile(r"/([a-z0-9][a-z0-9_-]{0,39})")


@dataclass(frozen=True)
class Comments:
    r"""The comments of an exercise.

    Parameters
    ----------
    general : mapping of str to str
        For all questions, by name.
    own : mapping of str to mapping
        For one question each.

    Examples
    --------
    >>> comments = Comments({"unit": "Say the unit."}, {"why": {"data": "Which data?"}})
    >>> comments.applied("/data\nElse well done.", "why")
    'Which data?\nElse well done.'
    """

    general: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, question: str) -> dict[str, str]:
        """Return the comments for a question, by name; its own first.

        Parameters
        ----------
        question : str
            Which.

        Returns
        -------
        dict of str to str
            Texts.
        """
        mine = dict(self.own.get(question, {}))
        return mine | {name: text for name, text in self.general.items() if name not in mine}

    def applied(self, text: str, question: str) -> str:
        """Return what a reader typed, with the text of a comment for each line that names one.

        Parameters
        ----------
        text : str
            In which a line ``/name`` stands for a comment.
        question : str
            To which it is written.

        Returns
        -------
        str
            As students see it.

        Raises
        ------
        ValueError
            A line names none.
        """
        known = self.of(question)
        lines = text.split("\n")
        for n, line in enumerate(lines):
            used = _USED.fullmatch(line.strip())
            if used is None or not known:
                continue
            if used[1] not in known:
                raise ValueError(
                    f"there is no comment {shown(used[1])} for {question}, but {', '.join(known)}"
                )
            lines[n] = known[used[1]]
        return "\n".join(lines)


def read_comments(folder: Path, questions: Collection[str]) -> Comments:
    """Return the comments of an exercise.

    Parameters
    ----------
    folder : pathlib.Path
        The exercise's; without comments.toml it has none.
    questions : collection of str
        Names of its questions.

    Returns
    -------
    Comments
        In the file's order.

    Raises
    ------
    ValueError
        The file is wrong; one sentence.
    """
    path = folder / FILE
    if not path.is_file():
        return Comments()
    try:
        table = tomllib.loads(decoded(path.read_bytes()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None
    general, own = {}, {}
    for name, value in table.items():
        if isinstance(value, dict):
            if name not in questions:
                raise ValueError(
                    f"{path}: there is no question {shown(name)}, but {', '.join(questions)}"
                )
            own[name] = {one: _text(path, one, text) for one, text in value.items()}
        else:
            general[name] = _text(path, name, value)
    return Comments(general, own)


def _text(path: Path, name: str, value: object) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{path}: the name of a comment is small letters, digits, - and _, got {shown(name)}"
        )
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{path}: {name} must be a text, got {shown(value)}")
    return value.strip()
