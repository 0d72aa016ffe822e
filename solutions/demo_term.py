"""`make demo-term`: three exercises, forty students, from the roster to what goes back to them."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import webbrowser
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import demo_term_class as who

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "_build" / "demo-term"
FIRST, SECOND, THIRD = EXERCISES = ("01-shares", "02-parts", "03-odds")
DEADLINES = [datetime(2026, 3, 2 + 7 * n, 22, 59, tzinfo=UTC) for n in range(3)]
TITLES = ("Shares", "Parts", "Odds")
Course = Callable[..., str]
"""Runs a command of the course in the term's folder; ``fails=True`` where it must end with 1."""

_STUDENT = re.compile(r"([RLZPUB])([\d.]*)(?:\+(\d))?")


@dataclass(frozen=True)
class Answer:
    """What is handed in: which answer, what a reader gives for the text, and how many days late."""

    kind: str
    read: str = ""
    days: int = 0


@dataclass(frozen=True)
class Student:
    """A student of the class, with the numbers that learning systems give."""

    place: int
    section: str
    given: str
    family: str
    answers: tuple[Answer | None, ...]

    @property
    def login(self) -> str:
        """The account, as ada.nwosu's anwosu."""
        text = unicodedata.normalize("NFKD", self.given[:1] + self.family).casefold()
        return "".join(c for c in text if c.isascii() and c.isalnum())

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def canvas(self) -> int:
        """Canvas' number of the user."""
        return 1000 + self.place

    @property
    def participant(self) -> int:
        """Moodle's number in the second exercise."""
        return 500 + self.place


def students() -> list[Student]:
    """Return the class."""
    found = []
    for place, line in enumerate(who.STUDENTS.strip().splitlines(), start=1):
        section, given, family, *parts = line.split("|")
        answers = tuple(map(_answer, parts))
        found.append(Student(place, section, given, family, answers))
    return found


def term(folder: Path, course: Course) -> None:
    """Run the term in an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    people = students()
    write_exercises(folder, course)
    (folder / "term.toml").write_text(who.SETTINGS, "utf-8")

    say("The first week: the roster from Canvas, and what was handed in there.")
    (folder / "canvas.csv").write_text(canvas_gradebook(people), "utf-8")
    course("roster", "canvas.csv")
    (folder / "exceptions.csv").write_text(who.EXCEPTIONS, "utf-8")
    canvas_zip(folder, people)
    course("grade", "canvas.zip", "--exercise", FIRST, "--dry-run")
    course("grade", "canvas.zip", "--exercise", FIRST)

    say("The second: Moodle, a group, a student with another name, a check that is to be mended.")
    (folder / "moodle.csv").write_text(moodle_participants(people), "utf-8")
    course("roster", "moodle.csv")
    moodle_zip(folder, people)
    second = ["moodle.zip", "--exercise", SECOND, "--times", "times-2.csv"]
    course("grade", *second, "--groups", "groups.csv", fails=True)
    checks = folder / "solutions" / SECOND / "checks.py"
    mended = checks.read_text("utf-8").replace("answer.sum()", "np.sum(answer)")
    checks.write_text(mended, "utf-8")
    course("grade", *second, "--groups", "groups.csv")

    say("The third: GitHub Classroom, and somebody hands in again after it was graded.")
    accounts(folder / "roster.csv")
    classroom(folder, people, again=False)
    course("grade", f"{THIRD}-submissions", "--times", "times-3.csv")
    classroom(folder, people, again=True)
    course("grade", f"{THIRD}-submissions", "--times", "times-3.csv")

    say("Two readers read at once.")
    readers(folder, [scores(people, parity) for parity in (0, 1)])

    say("A student asks for another look, and is answered.")
    student, score, reason, answered = who.ASKS
    readers(folder, [[(student, FIRST, score, "")]])
    table = [["student", "exercise", "question", "reason", "answered"]]
    write(folder / "requests.csv", [*table, [student, FIRST, "why", reason, answered]])
    course("requests", "--all")

    say("The last week: pages, tables and feedback.")
    for name in EXERCISES:
        course("report", name)
        course("export", name, "--output", f"{name}.csv")
    course("export", FIRST, "--format", "canvas", "--output", "to-canvas.csv")
    sheet = ["--worksheet", "worksheet.csv"]
    course("export", SECOND, "--format", "moodle", *sheet, "--output", "to-moodle.csv")
    course("feedback", FIRST, "--format", "canvas", "--output", "feedback-canvas.zip")
    course("feedback", SECOND, "--format", "moodle", *sheet, "--output", "feedback-moodle.zip")
    for format in ("csv", "canvas", "moodle"):
        course("gradebook", "--format", format, "--output", f"gradebook-{format}.csv")
    course("gradebook")


def write_exercises(folder: Path, course: Course) -> None:
    """Write three small exercises, the second with a check that does not foresee lists."""
    for name, deadline in zip(EXERCISES, DEADLINES, strict=True):
        course("new", name)
        path = folder / "solutions" / name / "exercise.toml"
        title = TITLES[EXERCISES.index(name)]
        path.write_text(
            f'title = "{title}"\ndeadline = {deadline.isoformat()}\n'
            "late = { per_day = 0.1, days = 3 }\n",
            "utf-8",
        )
    checks = folder / "solutions" / SECOND / "checks.py"
    text = checks.read_text("utf-8")
    before = 'assert_allclose(student.call("shares", counts), counts / counts.sum())\n\n\n@'
    hidden = text.rindex(before)
    after = (
        'answer = student.call("shares", counts)\n    assert abs(answer.sum() - 1) < 1e-6\n'
        "    assert_allclose(answer, counts / counts.sum())\n\n\n@"
    )
    checks.write_text(text[:hidden] + after + text[hidden + len(before) :], "utf-8")
    course("release")


def notebook(folder: Path, exercise: str, answer: Answer, mark: str = "") -> bytes:
    """Return the file that a student hands in."""
    if answer.kind == "B":
        return b"PK no notebook"
    path = folder / "exercises" / exercise / f"{exercise}.ipynb"
    document = json.loads(path.read_text("utf-8"))
    for cell in document["cells"]:
        if cell["id"] == "shares_code" and answer.kind in who.CODE:
            cell["source"] = who.CODE[answer.kind]
        if cell["id"] == "why" and answer.kind != "U":
            cell["source"] = f"{who.WRITTEN}{mark}"
    return json.dumps(document).encode()


def canvas_gradebook(people: Sequence[Student]) -> str:
    """Return what Canvas exports of its gradebook."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Shares (77)"]]
    rows.append(["    Points Possible", "", "", "", "", "6.00"])
    rows += [
        [f"{one.family}, {one.given}", str(one.canvas), f"S{one.place:03}", one.login, one.section]
        for one in people
    ]
    return text_of(row + [""] * (6 - len(row)) for row in rows)


def canvas_zip(folder: Path, people: Sequence[Student]) -> None:
    """Write what Canvas gives of the first exercise."""
    with zipfile.ZipFile(folder / "canvas.zip", "w") as archive:
        for one, answer in handed_in(people, 0):
            late = "LATE_" if answer.days else ""
            sortable = "".join(c for c in f"{one.family}{one.given}".casefold() if c.isalnum())
            start = f"{sortable}_{late}{one.canvas}"
            name = f"{FIRST}.ipynb"
            if one.login == who.AGAIN[0]:
                archive.writestr(f"{start}_7001_{name}", notebook(folder, FIRST, Answer("P", "0")))
                name = f"{FIRST}-1.ipynb"
            number = 8000 + one.place
            archive.writestr(f"{start}_{number}_{name}", notebook(folder, FIRST, answer))


def moodle_participants(people: Sequence[Student]) -> str:
    """Return what Moodle exports of its participants, one of whom has another name by now."""
    rows = [["First name", "Last name", "ID number", "Email address"]]
    for one in people:
        family = family_now(one)
        rows.append([one.given, family, f"S{one.place:03}", f"{one.login}@uni.example"])
    return text_of(rows)


def moodle_zip(folder: Path, people: Sequence[Student]) -> None:
    """Write what Moodle gives of the second exercise, and what an instructor adds to it."""
    team, members = who.TEAM
    head = ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade"]
    sheet = [[*head, "Last modified (grade)", "Feedback comments"]]
    for one in people:
        number, email = f"Participant {one.participant}", f"{one.login}@uni.example"
        sheet.append([number, f"{one.given} {family_now(one)}", email, "", "6.00", "-", ""])
    write(folder / "worksheet.csv", sheet)
    times, groups = [["student", "submitted"]], [["group", "student", "number"]]
    with zipfile.ZipFile(folder / "moodle.zip", "w") as archive:
        for one, answer in handed_in(people, 1):
            name = f"{one.given} {family_now(one)}"
            if one.login in members:
                groups.append([team, name, str(one.participant)])
                continue
            place = f"{name}_{one.participant}_assignsubmission_file"
            archive.writestr(f"{place}/{SECOND}.ipynb", notebook(folder, SECOND, answer))
            times += late(name, answer, 1)
        place = f"{team}_17_assignsubmission_file"
        archive.writestr(f"{place}/{SECOND}.ipynb", notebook(folder, SECOND, Answer("R")))
    write(folder / "times-2.csv", times)
    write(folder / "groups.csv", groups)


def accounts(roster: Path) -> None:
    """Write everybody's account at GitHub into the roster."""
    with roster.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["also"] = "; ".join(filter(None, [row["also"], f"{row['student']}-gh"]))
    write(roster, [list(rows[0]), *(list(row.values()) for row in rows)])


def classroom(folder: Path, people: Sequence[Student], *, again: bool) -> None:
    """Write what GitHub Classroom gives of the third exercise, at first or later."""
    times = [["student", "submitted"]]
    for one, answer in handed_in(people, 2):
        account = f"{one.login}-gh"
        early = one.login == who.AGAIN[1] and not again
        content = notebook(folder, THIRD, Answer("P", "1") if early else answer)
        place = folder / f"{THIRD}-submissions" / f"{THIRD}-{account}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{THIRD}.ipynb").write_bytes(content)
        times += late(account, answer, 2)
    write(folder / "times-3.csv", times)


def scores(people: Sequence[Student], parity: int) -> list[tuple[str, str, str, str]]:
    """Return what one of two readers gives: student, exercise, points and a comment."""
    return [
        (one.login, exercise, answer.read, who.COMMENTS.get(answer.read, ""))
        for n, exercise in enumerate(EXERCISES)
        for one, answer in handed_in(people, n)
        if answer.read and one.place % 2 == parity
    ]


def readers(folder: Path, work: Sequence[Sequence[tuple[str, str, str, str]]]) -> None:
    """Let several people read at once, each in a process of its own."""
    url = f"sqlite:///{folder / 'grades' / 'gradebook.db'}"
    start = multiprocessing.get_context("spawn")
    processes = [start.Process(target=read, args=(url, part)) for part in work]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
        if one.exitcode:
            sys.exit("a reader failed")


def read(url: str, work: Sequence[tuple[str, str, str, str]]) -> None:
    """Enter scores and comments as formgrader does, each by itself."""
    from nbgrader.api import Gradebook

    with Gradebook(url) as gradebook:
        for student, exercise, score, comment in work:
            grade = gradebook.find_grade("why", exercise, exercise, student)
            grade.manual_score, grade.needs_manual_grade = float(score), False
            gradebook.db.commit()
            if comment:
                row = gradebook.find_comment("why", exercise, exercise, student)
                row.manual_comment = comment
                gradebook.db.commit()


def handed_in(people: Sequence[Student], n: int) -> Iterable[tuple[Student, Answer]]:
    """Yield who handed in an exercise, and what."""
    for one in people:
        answer = one.answers[n]
        if answer is not None:
            yield one, answer


def family_now(one: Student) -> str:
    """Return a student's family name after the first exercise."""
    return who.RENAMED[1] if one.login == who.RENAMED[0] else one.family


def late(student: str, answer: Answer, n: int) -> list[list[str]]:
    """Return the line that says when a student handed in late."""
    moment = DEADLINES[n] + timedelta(days=answer.days, hours=-1)
    return [[student, moment.isoformat()]] if answer.days else []


def write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write a table."""
    path.write_text(text_of(rows), "utf-8")


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def say(sentence: str) -> None:
    """Say what happens next."""
    print(f"\n{sentence}", flush=True)


def course(*arguments: str, fails: bool = False) -> str:
    """Run a command of the course in the term's folder, and end where it fails unforeseen."""
    print("$ course", *arguments, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "course_lib.cli", *arguments],
        cwd=PLACE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    if done.returncode != int(fails):
        sys.exit(done.returncode or 1)
    return ""


def main() -> None:
    """Run the term, and show its gradebook."""
    shutil.rmtree(PLACE, ignore_errors=True)
    term(PLACE, course)
    page = PLACE / "grades" / "reports" / "gradebook" / "index.html"
    print(f"\nEverything is in {PLACE.relative_to(ROOT)}; open {page.relative_to(ROOT)}")
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        webbrowser.open(page.as_uri())


def _answer(text: str) -> Answer | None:
    match = _STUDENT.fullmatch(text)
    return None if match is None else Answer(match[1], match[2], int(match[3] or 0))


if __name__ == "__main__":
    main()
