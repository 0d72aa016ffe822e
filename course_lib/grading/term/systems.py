"""The people in what Canvas and Moodle export, in the language of whoever exported it.

Canvas' gradebook has ``Student,ID,SIS User ID,SIS Login ID,Section`` and the assignments, then a
row of points. Moodle writes given and family name, the ID number and the e-mail address
(participants, gradebook), or a participant's number, the full name and the address (the worksheet
of an assignment, whose numbers are others in each assignment).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["people_of"]

_GIVEN = "first name|vorname|prénom|nombre|given name|firstname"
_FAMILY = "last name|surname|nachname|nom|nom de famille|apellido(s)|apellidos|family name|lastname"
_FULL = "full name|vollständiger name|nom complet|nombre completo|name"
_NUMBER = (
    "id number|id-nummer|idnumber|numéro d'identification|número de id|número id|matrikelnummer"
)
_LOGIN = "username|anmeldename|nom d'utilisateur|nombre de usuario|nombre_de_usuario"
_SECTION = "groups|group|gruppen|gruppe|groupes|groupe|grupos|grupo"
_PARTICIPANT = re.compile(r"\D+\d+")
_NOBODY = re.compile(r"\s*(points possible.*|student, test|test student)?\s*", re.IGNORECASE)


def people_of(lines: Sequence[Sequence[str]]) -> list[tuple[int, dict[str, str]]] | None:
    """Return the people in an export, in the fields of `Person`.

    Parameters
    ----------
    lines : sequence of sequence of str
        Cells of the table, the head first.

    Returns
    -------
    list of (int, dict of str to str) or None
        Number of the line and what it says of a person; None where it is neither system's.

    Examples
    --------
    >>> head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Minmax (77)"]
    >>> points = ["    Points Possible", "", "", "", "", "8"]
    >>> (line, ada), = people_of([head, points, ["Lovelace, Ada", "1234", "", "ada", "A", "7"]])
    >>> line, ada["name"], ada["canvas"], ada["section"]
    (3, 'Ada Lovelace', '1234', 'A')
    """
    if not lines:
        return None
    head = [cell.replace("’", "'").strip().casefold() for cell in lines[0]]
    rows = [
        (number, [*row, *[""] * (len(head) - len(row))])
        for number, row in enumerate(lines[1:], start=2)
    ]
    if "sis login id" in head or head[:2] == ["student", "id"]:
        return _canvas(head, rows)
    return _moodle(head, rows)


def _canvas(
    head: list[str], rows: Sequence[tuple[int, list[str]]]
) -> list[tuple[int, dict[str, str]]] | None:
    if "id" not in head or not {"student", "lastname"} & set(head):
        return None
    fields = {"canvas": "id", "number": "sis user id", "login": "sis login id"}
    at = {field: head.index(name) for field, name in fields.items() if name in head}
    if "section" in head:
        at["section"] = head.index("section")
    found = []
    for number, row in rows:
        if "student" in head:
            whole = row[head.index("student")]
            family, comma, given = whole.partition(",")
            name = f"{given.strip()} {family.strip()}" if comma else whole
        else:
            name = f"{row[head.index('firstname')]} {row[head.index('lastname')]}".strip()
            whole = name
        if not _NOBODY.fullmatch(whole) and not _NOBODY.fullmatch(name):
            found.append((number, {"name": name} | {key: row[i] for key, i in at.items()}))
    return found


def _moodle(
    head: list[str], rows: Sequence[tuple[int, list[str]]]
) -> list[tuple[int, dict[str, str]]] | None:
    rows = [(number, row) for number, row in rows if any(row)]
    email = next((i for i in range(len(head)) if _addresses([row[i] for _, row in rows])), None)
    given, family, full = (_column(head, one) for one in (_GIVEN, _FAMILY, _FULL))
    if rows and email is not None and all(_PARTICIPANT.fullmatch(row[0]) for _, row in rows):
        full = 1  # the worksheet of an assignment
    elif full is None and (given is None or family is None):
        if email is None or email < 2:
            return None
        given, family = 0, 1  # in a language that is not known here
    if full is None and given is None:
        return None
    at = {"email": email, "number": _column(head, _NUMBER), "login": _column(head, _LOGIN)}
    at["section"] = _column(head, _SECTION)
    found = []
    for number, row in rows:
        name = row[full] if full is not None else f"{row[given or 0]} {row[family or 0]}".strip()
        more = {key: row[i] for key, i in at.items() if i is not None}
        found.append((number, {"name": name} | more))
    return found


def _column(head: Sequence[str], names: str) -> int | None:
    return next((i for i, cell in enumerate(head) if cell and cell in names.split("|")), None)


def _addresses(cells: Sequence[str]) -> bool:
    given = [cell for cell in cells if cell]
    return bool(given) and all(re.fullmatch(r"[^@\s]+@[^@\s]+", cell) for cell in given)
