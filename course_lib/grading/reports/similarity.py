"""Submissions that resemble each other more than a common task explains.

Code is compared as a sequence of tokens, once as it stands and once with every name, number and
text replaced by a placeholder, so that renaming does not hide a copy. What the exercise gave is
left out. RapidFuzz counts the insertions and deletions between two sequences.
"""

from __future__ import annotations

import contextlib
import io
import keyword
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

__all__ = ["Pair", "resemblances"]

_LONGEST = 4000
"""Tokens: more are not compared, so that one huge notebook costs what others do."""

_SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.DEDENT,
}


@dataclass(frozen=True)
class Pair:
    """Two submissions and how much of their code is the same.

    Parameters
    ----------
    students : (str, str)
        Whose they are.
    structure : float
        Share from 0 to 1, whatever names were chosen.
    text : float
        Share from 0 to 1, names included.
    tokens : int
        Length of the shorter one; the shorter, the less it means.

    Examples
    --------
    >>> Pair(("ada", "bob"), 1.0, 0.8, 120).students
    ('ada', 'bob')
    """

    students: tuple[str, str]
    structure: float
    text: float
    tokens: int


def resemblances(
    code: Mapping[str, Sequence[str]],
    given: Sequence[str] = (),
    *,
    least: float = 0.95,
    tokens: int = 60,
    limit: int = 25,
) -> list[Pair]:
    r"""Return pairs of submissions whose code is nearly the same, the nearest first.

    Parameters
    ----------
    code : mapping of str to sequence of str
        The source of each student's cells.
    given : sequence of str
        The source of the exercise's cells: those that a student left as they were do not count.
    least : float
        Share of the structure from which a pair is listed.
    tokens : int
        Submissions with fewer tokens of their own are left out: short answers are alike by nature.
    limit : int
        Most pairs.

    Returns
    -------
    list of Pair
        At most `limit`.

    Examples
    --------
    >>> one = ["def scale(x):\n    low = x.min()\n    return (x - low) / (x.max() - low)"]
    >>> other = ["def scale(v):\n    m = v.min()\n    return (v - m) / (v.max() - m)"]
    >>> (pair,) = resemblances({"ada": one, "bob": other}, tokens=10)
    >>> pair.students, pair.structure, pair.text < 1
    (('ada', 'bob'), 1.0, True)
    """
    own = {student: _own(cells, given) for student, cells in code.items()}
    students = sorted(student for student in own if len(own[student]) >= tokens)
    if len(students) < 2:
        return []
    numbers: dict[str, int] = {}
    exact = [_encoded([text for text, _ in own[s]], numbers) for s in students]
    shapes = [_encoded([shape for _, shape in own[s]], numbers) for s in students]
    found = []
    for row in range(len(students) - 1):
        alike = process.cdist(
            [shapes[row]],
            shapes[row + 1 :],
            scorer=Indel.normalized_similarity,
            score_cutoff=least,
            dtype=np.float32,
        )[0]
        for column in np.flatnonzero(alike):
            other = row + 1 + int(column)
            found.append(
                Pair(
                    (students[row], students[other]),
                    float(Indel.normalized_similarity(shapes[row], shapes[other])),
                    float(Indel.normalized_similarity(exact[row], exact[other])),
                    min(len(shapes[row]), len(shapes[other])),
                )
            )
    found.sort(key=lambda pair: (-pair.text, -pair.structure, pair.students))
    return found[:limit]


def _own(cells: Sequence[str], given: Sequence[str]) -> list[tuple[str, str]]:
    """Return the tokens of what a student wrote, each as it stands and as a placeholder."""
    known = {tuple(_tokens(cell)) for cell in given}
    wrote: list[tuple[str, str]] = []
    for cell in cells:
        tokens = _tokens(cell)
        if tuple(tokens) not in known:
            wrote += tokens
        if len(wrote) > _LONGEST:
            break
    return wrote[:_LONGEST]


def _tokens(source: str) -> list[tuple[str, str]]:
    source = "\n".join(
        "" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()
    )
    found: list[tuple[str, str]] = []
    # What comes before the first that is not Python is compared.
    with contextlib.suppress(tokenize.TokenError, SyntaxError, ValueError):
        found.extend(
            (token.string, _shape(token))
            for token in tokenize.generate_tokens(io.StringIO(source[:100_000]).readline)
            if token.type not in _SKIPPED
        )
    return found


def _shape(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
        return "name"
    if token.type == tokenize.NUMBER:
        return "0"
    if token.type == tokenize.STRING:
        return "''"
    return token.string


def _encoded(tokens: Sequence[str], numbers: dict[str, int]) -> str:
    """Return tokens as text of one character each, which RapidFuzz compares 64 at a time."""
    characters = []
    for token in tokens:
        number = numbers.setdefault(token, len(numbers)) % 60_000
        characters.append(chr(number + 0x10000))
    return "".join(characters)
