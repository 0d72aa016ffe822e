"""A student of a class, and how names that systems write are compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

__all__ = ["Person", "folded", "orders"]


@dataclass(frozen=True)
class Person:
    """A student of the class.

    Parameters
    ----------
    student : str
        Identifier in results and reports: the name of a folder.
    name : str
        For people.
    email : str
        Address, by which Moodle's gradebook finds the student.
    section : str
        Part of the class; Canvas' section, Moodle's group.
    canvas : str
        Canvas' number of the user.
    number : str
        The institution's: Canvas' SIS User ID, Moodle's ID number.
    login : str
        Canvas' SIS Login ID, Moodle's username.
    also : tuple of str
        Other names under which the student hands in: an earlier name, an account at GitHub.

    Examples
    --------
    >>> Person("ada", "Ada Lovelace", canvas="1234").canvas
    '1234'
    """

    student: str
    name: str
    email: str = ""
    section: str = ""
    canvas: str = ""
    number: str = ""
    login: str = ""
    also: tuple[str, ...] = ()


def folded(name: str) -> str:
    """Return a name in small letters without accents, spaces and signs.

    Examples
    --------
    >>> folded("Lovelace, Zoë-Ada"), folded("Groß")
    ('lovelacezoeada', 'gross')
    """
    parts = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", parts) if c.isalnum())


def orders(name: str) -> set[str]:
    """Return a name as systems order it, folded: whichever of its words is the first family name.

    Examples
    --------
    >>> sorted(orders("Ada King Lovelace"))
    ['adakinglovelace', 'kinglovelaceada', 'lovelaceadaking']
    """
    words = name.replace(",", " ").split()
    turned = (words[place:] + words[:place] for place in range(max(1, len(words))))
    return {folded("".join(order)) for order in turned} - {""}
