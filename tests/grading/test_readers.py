"""Two people read at once, each in a formgrader of their own over the same gradebook."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import sqlite3
import threading
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from coursework import EXAMPLE, NAME
from typer.testing import CliRunner

from course_lib.checks.results import QuestionResult
from course_lib.cli import app
from course_lib.grading.comments import Comments, read_comments
from course_lib.grading.exercise import Exercise
from course_lib.grading.formgrader import serving
from course_lib.grading.gradebook import Assignment, Gradebook, database
from course_lib.grading.release import released_files
from course_lib.grading.results import SubmissionResult

STUDENTS = [f"student{number:02}" for number in range(16)]
COMMENTS = """unit = "Say the unit."

[why]
data = "Which data?"
"""


@pytest.fixture(scope="module")
def assignment():
    exercise = Exercise.read(EXAMPLE)
    notebook = json.loads(released_files(exercise)[exercise.notebook.name])
    return Assignment(NAME, notebook, exercise.questions, notebook_name=exercise.notebook.stem)


def entered(student: str, assignment: Assignment) -> SubmissionResult:
    questions = tuple(
        QuestionResult(one.name, one.points, None, "manual")
        if one.manual
        else QuestionResult(one.name, one.points, 0.0, "failed", extra=one.extra)
        for one in assignment.questions
    )
    return SubmissionResult(student, NAME, "k", questions)


@pytest.fixture(scope="module")
def place(tmp_path_factory, assignment):
    """Return a folder with an exercise and a class that waits to be read."""
    folder = tmp_path_factory.mktemp("readers")
    exercise = shutil.copytree(EXAMPLE, folder / "solutions" / NAME)
    (exercise / "comments.toml").write_text(COMMENTS, "utf-8")
    with Gradebook(url(folder), folder / "grades") as gradebook:
        for student in STUDENTS:
            gradebook.store(entered(student, assignment), assignment, assignment.notebook)
    return folder


def url(folder) -> str:
    return f"sqlite:///{folder / 'grades' / 'gradebook.db'}"


class Reader:
    """Somebody's formgrader."""

    def __init__(self, server):
        address, _, self.token = server.address().partition("/gradebook?token=")
        self.address = address

    def asks(self, method, path, **data):
        headers = {"Authorization": f"token {self.token}"}
        body = json.dumps(data).encode() if data else None
        request = Request(f"{self.address}/api/{path}", body, headers, method=method)
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            return error.code, json.loads(error.read())

    def opens(self, student):
        """Return the score and the comment of the written answer as the page shows them."""
        kinds = ("grades", "comments")
        found = [self.asks("GET", f"{kind}?submission_id={ids[student]}")[1] for kind in kinds]
        return [next(row for row in rows if row["name"] == "why") for rows in found]

    def enters(self, kind, row, **values):
        names = ("manual_score", "extra_credit", "manual_comment")
        seen = {name: row[name] for name in names if name in row}
        return self.asks("PUT", f"{kind}/{row['id']}", **{**row, **values, "seen": seen})


ids: dict[str, str] = {}


@pytest.fixture(scope="module")
def readers(place):
    """Return two of them."""
    with contextlib.ExitStack() as stack:
        folders = place / "grades", place / "solutions", url(place)
        free = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        ports = [one.getsockname()[1] for one in free]
        for one in free:
            one.close()
        servers = [
            stack.enter_context(serving(*folders, browser=False, port=port)) for port in ports
        ]
        with sqlite3.connect(place / "grades" / "gradebook.db") as database:
            query = (
                "select a.student_id, n.id from submitted_notebook n"
                " join submitted_assignment a on n.assignment_id = a.id"
            )
            ids.update(database.execute(query).fetchall())
        yield [Reader(server) for server in servers]


def test_nothing_is_lost_while_two_read_and_a_class_is_graded_again(place, readers, assignment):
    answers = []

    def reads(reader, students):
        for student in students:
            score, comment = reader.opens(student)
            number = float(student[-2:])
            answers.append(reader.enters("grade", score, manual_score=number / 8)[0])
            answers.append(reader.enters("comment", comment, manual_comment=f"To {student}")[0])

    work = [
        threading.Thread(target=reads, args=(reader, STUDENTS[n::2]))
        for n, reader in enumerate(readers)
    ]
    for one in work:
        one.start()
    with Gradebook(url(place), place / "grades") as gradebook:
        while any(one.is_alive() for one in work):
            for student in STUDENTS:
                gradebook.store(entered(student, assignment), assignment, assignment.notebook)
                time.sleep(0.01)
        found = {student: gradebook.manual_scores(student, NAME)["why"] for student in STUDENTS}
    assert answers == [200] * (2 * len(STUDENTS))
    for student, given in found.items():
        assert given.score == float(student[-2:]) / 8
        assert given.comment == f"To {student}"
        assert not given.unread


def test_what_another_reader_entered_is_seen_and_not_written_over(readers):
    one, other = readers
    score, comment = one.opens("student03")
    assert other.enters("grade", other.opens("student03")[0], manual_score=2)[0] == 200
    status, told = one.enters("grade", score, manual_score=1)
    assert (status, told["message"].partition(":")[0]) == (
        409,
        "another reader has entered 2 as a score here since you opened the page",
    )
    assert one.opens("student03")[0]["manual_score"] == 2
    assert one.enters("grade", score, manual_score=2)[0] == 200  # both say the same
    assert other.enters("comment", comment, manual_comment="Good.")[0] == 200
    status, told = one.enters("comment", comment, manual_comment="Bad.")
    assert status == 409
    assert "another reader has written to this student" in told["message"]
    # The old score again is a change, too.
    score, comment = one.opens("student03")
    assert comment["manual_comment"] == "Good."
    assert other.enters("grade", score, manual_score=3)[0] == 200
    now = one.opens("student03")[0]
    assert one.enters("grade", now, manual_score=2)[0] == 200
    assert other.opens("student03")[0]["manual_score"] == 2


def test_a_busy_gradebook_is_waited_for_and_then_named(place, readers):
    one, _ = readers
    score, _ = one.opens("student04")
    busy = sqlite3.connect(place / "grades" / "gradebook.db", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    answered = []
    asks = threading.Thread(
        target=lambda: answered.append(one.enters("grade", score, manual_score=1))
    )
    asks.start()
    time.sleep(1)
    busy.execute("COMMIT")
    asks.join()
    assert answered[0][0] == 200
    busy.execute("BEGIN IMMEDIATE")
    status, told = one.enters("grade", one.opens("student04")[0], manual_score=2)
    busy.execute("COMMIT")
    assert status == 409
    assert told["message"] == (
        "the gradebook is busy: somebody else has been writing to it for 10 seconds;"
        " nothing was stored, so do it again."
    )
    score = one.opens("student04")[0]
    assert score["manual_score"] == 1
    assert one.enters("grade", score, manual_score=2)[0] == 200


def test_grading_waits_too_and_says_so(place, assignment, monkeypatch):
    monkeypatch.setattr(database, "SECONDS", 0.1)
    busy = sqlite3.connect(place / "grades" / "gradebook.db", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    with (
        Gradebook(url(place)) as gradebook,
        pytest.raises(ValueError, match=r"the gradebook is busy: .* for 0\.1 seconds; nothing"),
    ):
        gradebook.store(entered("student05", assignment), assignment)
    busy.execute("ROLLBACK")


def test_comments_are_used_by_their_names(place, readers):
    one, _ = readers
    _, comment = one.opens("student06")
    status, now = one.enters("comment", comment, manual_comment="/data\nElse good.\n/unit")
    assert status == 200
    assert now["manual_comment"] == "Which data?\nElse good.\nSay the unit."
    status, told = one.enters("comment", now, manual_comment="/dat")
    assert (status, told["message"]) == (409, "there is no comment 'dat' for why, but data, unit.")
    status, cells = one.asks("GET", f"reusable/{NAME}")
    assert cells["why"] == {"data": "Which data?", "unit": "Say the unit."}
    assert cells["minmax-answer"] == {"unit": "Say the unit."}
    path = place / "solutions" / NAME / "comments.toml"
    path.write_text(COMMENTS.replace("[why]", "[wy]"), "utf-8")
    status, told = one.enters("comment", now, manual_comment="/data")
    path.write_text(COMMENTS, "utf-8")
    assert (status, "there is no question 'wy'" in told["message"]) == (409, True)


def test_comments_are_listed(place):
    run = ["comments", NAME, "--solutions", str(place / "solutions")]
    done = CliRunner().invoke(app, run, env={"COLUMNS": "100"})
    lines = [line for line in done.stdout.splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines] == [
        ["why", "data", "Which data?"],
        ["all", "unit", "Say the unit."],
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Unit = 'x'", "small letters, digits, - and _, got 'Unit'"),
        ("unit = 3", "unit must be a text, got 3"),
        ("unit = ''", "unit must be a text"),
        ("[y]\nunit = 'x'", "there is no question 'y', but why"),
        ("unit", "cannot be read"),
    ],
)
def test_bad_comments_are_one_sentence(tmp_path, text, said):
    (tmp_path / "comments.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError) as error:
        read_comments(tmp_path, ["why"])
    assert said in str(error.value)


def test_without_comments_nothing_is_replaced(tmp_path):
    assert read_comments(tmp_path, ["why"]) == Comments()
    assert Comments().applied("/data", "why") == "/data"
