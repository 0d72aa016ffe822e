"""Requests to look at a score once more."""

from __future__ import annotations

import shutil

import pytest
from coursework import EXAMPLE, NAME
from typer.testing import CliRunner

from course_lib.checks.results import QuestionResult
from course_lib.cli import app
from course_lib.grading.results import SubmissionResult
from course_lib.grading.store import ResultStore
from course_lib.grading.term import Person, Roster
from course_lib.grading.term.requests import Request, read_requests, unanswered

HEAD = "student,exercise,question,reason,answered\n"
ROSTER = Roster([Person("ada", "Ada Lovelace"), Person("alan", "Alan Turing")])


@pytest.fixture
def requests_of(tmp_path):
    def read(text: str):
        path = tmp_path / "requests.csv"
        path.write_text(text, "utf-8")
        return read_requests(path, {"01-a": ["minmax", "why"], "02-b": ["x"]}, ROSTER, ["eve"])

    return read


def test_requests_are_sorted_as_a_reader_goes(requests_of):
    asked = requests_of(
        HEAD + '"Lovelace, Ada",02-b,x,It is right.,\nalan,01-a,why,"I said why, twice.",\n'
        "eve,01-a,minmax,Please.,No: see the hint.\nada,01-a,,All of it?,\n"
    )
    assert asked[0] == Request("ada", "02-b", "x", "It is right.", "", 2)
    assert [(one.student, one.question) for one in unanswered(asked)] == [
        *[("ada", ""), ("alan", "why"), ("ada", "x")]
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("aida,01-a,why,?,", "line 2: there is no student 'aida'; did you mean ada?"),
        ("ada,03-c,why,?,", "line 2: there is no exercise '03-c', but 01-a, 02-b"),
        ("ada,01-a,x,?,", "line 2: 01-a has no question 'x', but minmax, why"),
        ("ada,01-a,why,,", "line 2: reason is empty"),
    ],
)
def test_bad_requests_are_one_sentence(requests_of, line, said):
    with pytest.raises(ValueError) as error:
        requests_of(HEAD + line + "\n")
    assert str(error.value) == f"requests.csv, {said}"


def page_of_ada(folder, options, told=""):
    done = CliRunner().invoke(app, ["report", NAME, *options, "--term", str(folder)])
    assert done.exit_code == 0
    assert told in done.stderr
    return (folder / "grades" / "reports" / NAME / "students" / "ada.html").read_text("utf-8")


def test_course_requests(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "solutions" / NAME)
    asked = (QuestionResult("why", 3, 1.5, "manual"),)
    ResultStore(tmp_path / "grades" / "results").put(SubmissionResult("ada", NAME, "k", asked))
    options = ["--solutions", f"{tmp_path}/solutions", "--into", f"{tmp_path}/grades"]
    run = ["requests", *options, "--term", str(tmp_path)]
    done = CliRunner().invoke(app, run)
    assert done.exit_code == 1
    assert "a table of student, exercise, question, reason and answered" in done.stderr
    (tmp_path / "requests.csv").write_text(
        f"{HEAD}ada,{NAME},why,I named [the] data.,\nada,{NAME},minmax,Why?,Because.\n"
    )
    done = CliRunner().invoke(app, run, env={"COLUMNS": "120"})
    (row,) = (line for line in done.stdout.splitlines() if line.startswith("│"))
    assert [cell.strip() for cell in row.split("│")[1:-1]] == [
        *("ada", NAME, "why", "1.5", "I named [the] data.", "")
    ]
    assert done.stdout.splitlines()[-1] == "1 of 2 requests are not answered"
    assert "Because." in CliRunner().invoke(app, [*run, "--all"], env={"COLUMNS": "120"}).stdout
    page = page_of_ada(tmp_path, options)
    assert "I named [the] data." in page
    assert "Nobody has answered yet." in page
    assert "Because." not in page  # of a question that is not graded yet
    (tmp_path / "requests.csv").write_text(f"{HEAD}ada,{NAME},why,Twice.,<b>It is 2 now.\n")
    assert "&lt;b&gt;It is 2 now." in page_of_ada(tmp_path, options)
    (tmp_path / "requests.csv").write_text(f"{HEAD}ada,{NAME},wy,Twice.,\n")
    assert "Twice." not in page_of_ada(tmp_path, options, "The pages are without requests: requ")
