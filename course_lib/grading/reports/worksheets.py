"""Moodle's own grading worksheet, filled in: its headers and dates are of the user's language."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

__all__ = ["filled", "numbers_in"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def filled(
    worksheet: str, grades: Mapping[str, float], comments: Mapping[str, str] | None = None
) -> str:
    r"""Return a worksheet with the grades of those who have one, and of nobody else.

    Columns are found by what is in them, not by their names: the first has the participants'
    numbers, and the grade stands before the column that has the same maximum in each row.

    Parameters
    ----------
    worksheet : str
        CSV text, as Moodle gives it.
    grades : mapping of str to float
        By the participant's number.
    comments : mapping of str to str, optional
        HTML by the participant's number, for the last column.

    Returns
    -------
    str
        CSV text, all other cells as they were.

    Raises
    ------
    ValueError
        It is not a worksheet, a participant is not in it, a grade is above its maximum, or it has
        no column for comments and there are some.

    Examples
    --------
    >>> sheet = "Kennung,Name,Bewertung,Bestwertung,Zuletzt\nTeilnehmer/in7,Ada,,\"9,00\",-\n"
    >>> print(filled(sheet, {"7": 8.5}).splitlines()[1])
    Teilnehmer/in7,Ada,"8,5","9,00",-
    """
    head, rows = _lines(worksheet)
    at = _grade(rows)
    by_number = _numbered(rows)
    if at is None or not by_number:
        raise ValueError(
            "this is not Moodle's worksheet: it needs a first column that ends in the participants'"
            " numbers, and a maximum beside the grades"
        )
    missing = [number for number in grades if number not in by_number]
    if missing:
        raise ValueError(f"the worksheet has no participant {', '.join(missing[:3])}")
    high = _value(rows[0][at + 1])
    over = [number for number, grade in grades.items() if grade > high]
    if over:
        raise ValueError(
            f"the worksheet takes at most {high:g} points, and {len(over)} students have more, as"
            f" participant {over[0]}: raise the maximum in Moodle and load the worksheet again"
        )
    comma = "," in rows[0][at + 1]
    for number, grade in grades.items():
        text = f"{round(max(grade, 0.0), 4):.12g}"  # Moodle knows no grade below 0
        by_number[number][at] = text.replace(".", ",") if comma else text
    if comments and any(row[-1].strip() == "-" or at + 1 == len(row) - 1 for row in rows):
        raise ValueError(
            "the worksheet has no column for comments: choose Feedback comments among the feedback"
            " types of the assignment in Moodle, and load the worksheet again"
        )
    for number, text in (comments or {}).items():
        if number in grades and text:
            by_number[number][-1] = text
    buffer = io.StringIO()
    kept = [row for number, row in by_number.items() if number in grades]
    csv.writer(buffer, lineterminator="\n").writerows([head, *kept])
    return buffer.getvalue()


def numbers_in(worksheet: str, people: Mapping[str, Sequence[str]]) -> dict[str, str]:
    r"""Return the participants' numbers of people whom a worksheet names.

    Parameters
    ----------
    worksheet : str
        CSV text, as Moodle gives it.
    people : mapping of str to sequence of str
        By student, what the worksheet may call them alone: the address, then the name.

    Returns
    -------
    dict of str to str
        By student; nobody whose address and name are not there, or there twice.

    Examples
    --------
    >>> sheet = "Kennung,Name,E-Mail,Bewertung\nTeilnehmer/in7,Ada Lovelace,ada@uni.example,\n"
    >>> numbers_in(sheet, {"ada": ("ada@uni.example",), "alan": ("", "Alan Turing")})
    {'ada': '7'}
    """
    found: dict[str, list[str]] = {}
    for number, row in _numbered(_lines(worksheet)[1]).items():
        for cell in {cell.strip().casefold() for cell in row[1:]} - {""}:
            found.setdefault(cell, []).append(number)
    numbers = {}
    for student, called in people.items():
        hits = (found.get(text.casefold(), ()) for text in called if text)
        sole = [hit[0] for hit in hits if len(hit) == 1]
        if sole:
            numbers[student] = sole[0]
    return numbers


def _lines(worksheet: str) -> tuple[list[str], list[list[str]]]:
    """Return the head and the lines of participants."""
    mark = max(",;\t", key=worksheet.partition("\n")[0].count)  # spreadsheets change it
    lines = [row for row in csv.reader(io.StringIO(worksheet), delimiter=mark) if row]
    head = lines[0] if lines else []
    return head, [row for row in lines[1:] if len(row) == len(head)]


def _numbered(rows: list[list[str]]) -> dict[str, list[str]]:
    return {match[0]: row for row in rows if (match := re.search(r"\d+$", row[0].strip()))}


def _grade(rows: list[list[str]]) -> int | None:
    """Return where the grades stand: empty or no larger than what stands beside them."""
    for at in range(1, len(rows[0]) - 1 if rows else 0):
        maxima = {row[at + 1].strip() for row in rows}
        grades = {row[at].strip() for row in rows} - {""}
        high = maxima.pop()
        if maxima or not _NUMBER.fullmatch(high):
            continue
        if all(_NUMBER.fullmatch(one) and _value(one) <= _value(high) for one in grades):
            return at
    return None


def _value(text: str) -> float:
    return float(text.strip().replace(",", "."))
