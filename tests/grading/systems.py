"""What Canvas, Moodle and nbgrader make of our tables and zips, written from their own source.

- Canvas: ``lib/gradebook_importer.rb`` (a gradebook), ``infer_comment_context_from_filename`` in
  ``app/models/assignment.rb`` (feedback).
- Moodle: ``mod/assign/feedback/offline/importgradesform.php`` and its ``importgradeslib.php`` (the
  worksheet), ``mod/assign/feedback/file/importziplib.php`` (feedback), ``grade/import/csv`` (the
  gradebook; columns are chosen there).
- nbgrader: its own ``plugins/export.py``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def canvas_imports(text: str) -> tuple[dict[str, float], dict[int, dict[str, float | str]]]:
    """Return points possible and, by user, what each assignment is set to."""
    head, *lines = rows(text)
    # The columns before the assignments are told by their names; Section is the last of them.
    assert head[0] in ("Student", "Student Name", "Name")
    assert {"ID", "Section"} <= set(head)
    start = head.index("Section") + 1
    points = {}
    if "Points Possible" in lines[0][0]:
        points = dict(zip(head[start:], map(float, lines.pop(0)[start:]), strict=True))
    found: dict[int, dict[str, float | str]] = {}
    for line in lines:
        assert len(line) == len(head)
        user = int(line[head.index("ID")])
        assert user not in found
        cells = dict(zip(head[start:], line[start:], strict=True))
        assert all(cells.values())  # an empty cell would erase what is there
        found[user] = {k: "EX" if v == "EX" else float(v) for k, v in cells.items()}
    return points, found


# recordid, hiddenuser, maxgrade and lastmodifiedgrade of lang/*/assign.php, grade of grades.php;
# the last says whether numbers have a comma (decsep of langconfig.php).
LANGUAGES = {
    "en": ("Identifier", "Participant ", "Grade", "Maximum Grade", "Last modified (grade)", False),
    "de": (
        *("ID", "Teilnehmer/in", "Bewertung", "Bestwertung"),
        *("Zuletzt geändert (Bewertung)", True),
    ),
    "fr": (
        *("Identifiant", "Participant", "Note", "Note maximale"),
        *("Dernière modification (note)", True),
    ),
    "es": (
        *("Identificador", "Participante", "Calificación", "Calificación máxima"),
        *("Última modificación (calificación)", True),
    ),
}


def moodle_gives(people: Mapping[int, tuple[str, str]], maximum: str, language: str) -> str:
    """Return the worksheet of an assignment: by participant a name and an address."""
    number, word, grade, most, changed, comma = LANGUAGES[language]
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow([number, "Name", "E-mail", grade, most, changed, "Feedback"])
    high = maximum.replace(".", ",") if comma else maximum
    for key, (name, email) in people.items():
        table.writerow([f"{word}{key}", name, email, "", high, "-", ""])
    return buffer.getvalue()


def moodle_worksheet(
    text: str, participants: Collection[int], language: str = "en"
) -> dict[int, float]:
    """Return the grades that a worksheet sets, whose heads Moodle compares with the language's."""
    number, word, grade, most, changed, comma = LANGUAGES[language]
    head, *lines = rows(text)
    at, value, high = (head.index(name) for name in (number, grade, most))
    assert changed in head

    def read(cell: str) -> float:
        assert "." not in cell or not comma
        return float(cell.replace(",", ".") if comma else cell)

    found = {}
    for line in lines:
        assert line[at].startswith(word)
        participant = int(line[at].removeprefix(word))
        if participant in participants and line[value]:
            assert 0 <= read(line[value]) <= read(line[high])
            found[participant] = read(line[value])
    return found


def moodle_gradebook(text: str, emails: Collection[str]) -> dict[str, dict[str, float]]:
    """Return by address what *Grades > Import > CSV file* sets, people found by their address."""
    head, *lines = rows(text)
    at = head.index("Email address")
    first = head.index("ID number") + 1
    found = {}
    for line in lines:
        assert line[at] in emails
        cells = zip(head[first:], line[first:], strict=True)
        found[line[at]] = {name: float(cell) for name, cell in cells if cell}
    return found


def moodle_finds(content: bytes, participants: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return by participant the file and text that is_valid_filename_for_import lets in."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.namelist():
            parts = entry.split("/")
            assert not parts[-1].startswith((".", "~"))
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
                    continue
                assert (info[2], info[3]) == ("assignsubmission", "file")
                name = "/".join([*(info[4:] or [""]), *parts])
                found[int(info[1])] = (name, archive.read(entry).decode())
                break
    return found


def canvas_finds(content: bytes, files: Mapping[int, int]) -> dict[int, str]:
    """Return by user what infer_comment_context_from_filename finds a submission for."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.namelist():
            parts = entry.rpartition("/")[2].split("_")
            numbers = [int(part) for part in parts if part.isdigit()][:2]
            if len(numbers) == 2 and not parts[-1].startswith("link"):
                user, file = numbers
                if files.get(user) == file:
                    found[user] = archive.read(entry).decode()
    return found


def nbgrader_exports(database: Path, target: Path) -> dict[tuple[str, str], dict[str, float]]:
    """Return what ``nbgrader export`` writes, by student and assignment."""
    with Gradebook(f"sqlite:///{database}") as gradebook:
        CsvExportPlugin(to=str(target)).export(gradebook)
        handed = {
            (one.student.id, assignment.name)
            for assignment in gradebook.assignments
            for one in gradebook.assignment_submissions(assignment.name)
        }
    with target.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    numbers = ("raw_score", "late_submission_penalty", "score", "max_score")
    return {
        (one["student_id"], one["assignment"]): {name: float(one[name]) for name in numbers}
        for one in lines
        if (one["student_id"], one["assignment"]) in handed  # the others are 0 there by default
    }
