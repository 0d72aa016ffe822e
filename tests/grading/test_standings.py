"""Reports and exports of a class with a roster: who handed in nothing, who is excused."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile

import pytest
from coursework import EXAMPLE, NAME
from typer.testing import CliRunner

from course_lib.checks.results import QuestionResult
from course_lib.cli import app
from course_lib.grading.results import SubmissionResult
from course_lib.grading.store import ResultStore

ROSTER = """student,name,email,section,canvas,number,login
ada,Ada Lovelace,ada@uni.example,A,1234,S-1,al
alan,Alan Turing,alan@uni.example,A,1235,S-2,at
eve,Eve Ada,eve@uni.example,B,1236,S-3,ea
grace,Grace Hopper,grace@uni.example,B,,S-4,gh
"""
WORKSHEET = (
    'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,Zuletzt\n'
    + "".join(
        f'Teilnehmer/in{number},{name},{name.split()[0].lower()}@uni.example,x,,"8,00",-\n'
        for number, name in enumerate(
            ["Ada Lovelace", "Alan Turing", "Eve Ada", "Grace Hopper"], start=501
        )
    )
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a class of four: two of them handed in, before there was a roster."""
    place = tmp_path_factory.mktemp("class")
    shutil.copytree(EXAMPLE, place / "solutions" / NAME)
    store = ResultStore(place / "grades" / "results")
    asked = (QuestionResult("minmax", 4, 3.0, "partial"), QuestionResult("why", 4, 1.0, "manual"))
    numbers = {"lms": "canvas", "lms_id": "1234"}
    store.put(SubmissionResult("lovelaceada-1234", NAME, "k", asked, **numbers))
    store.put(SubmissionResult("Grace Hopper", NAME, "k", asked))
    (place / "roster.csv").write_text(ROSTER)
    (place / "exceptions.csv").write_text(f"student,exercise,granted\neve,{NAME},excused\n")
    (place / "worksheet.csv").write_text(WORKSHEET)
    return place


def run(folder, *arguments: str):
    places = ("--solutions", "solutions", "--into", "grades", "--term", ".")
    options = [f"{folder}/{one}" if n % 2 else one for n, one in enumerate(places)]
    return CliRunner().invoke(app, [*arguments, *options])


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_everybody_is_in_the_table(folder):
    done = run(folder, "export", NAME)
    assert done.exit_code == 0, done.output
    head, *lines = rows(done.stdout)
    table = {line[1]: dict(zip(head, line, strict=True)) for line in lines}
    found = {
        who: (row["final"], row["status"], row["section"], row["name"])
        for who, row in table.items()
    }
    assert found == {
        "ada": ("4", "", "A", "Ada Lovelace"),
        "alan": ("0", "nothing handed in", "A", "Alan Turing"),
        "eve": ("", "excused", "B", "Eve Ada"),
        "grace": ("4", "", "B", "Grace Hopper"),
    }


def test_canvas_has_noughts_and_excuses(folder):
    _, _, *lines = rows(run(folder, "export", NAME, "--format", "canvas").stdout)
    assert lines == [
        ["Ada Lovelace", "1234", "S-1", "al", "A", "4"],
        ["Alan Turing", "1235", "S-2", "at", "A", "0"],
        ["Eve Ada", "1236", "S-3", "ea", "B", "EX"],
        ["Grace Hopper", "", "S-4", "gh", "B", "4"],
    ]


def test_moodle_finds_everybody_by_address_in_its_worksheet(folder):
    sheet = ("--worksheet", f"{folder}/worksheet.csv")
    done = run(folder, "export", NAME, "--format", "moodle", *sheet)
    assert done.exit_code == 0, done.output
    _, *lines = rows(done.stdout)
    assert {line[0]: line[4] for line in lines} == {
        "Teilnehmer/in501": "4",
        "Teilnehmer/in502": "0",
        "Teilnehmer/in504": "4",
    }
    assert "Excused, which Moodle is told in its own gradebook: eve (left out)." in done.stderr


def test_moodle_without_its_worksheet_says_whom_it_cannot_be_told(folder):
    done = run(folder, "export", NAME, "--format", "moodle")
    assert done.exit_code == 1
    assert "the submissions came from Canvas" in done.stderr


def test_feedback_goes_back_to_moodle_by_its_worksheet(folder):
    sheet = ("--worksheet", f"{folder}/worksheet.csv")
    done = run(folder, "feedback", NAME, "--format", "moodle", *sheet)
    path = folder / "grades" / "feedback" / f"{NAME}-moodle.zip"
    assert done.stdout == f"2 students: {path}\n"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [
            f"Ada Lovelace_501_assignsubmission_file/{NAME}.html",
            f"Grace Hopper_504_assignsubmission_file/{NAME}.html",
        ]
    done = run(folder, "feedback", NAME, "--format", "canvas", "--output", f"{folder}/no.zip")
    assert done.exit_code == 1
    assert "there is nobody to give feedback to" in done.stderr
    assert not (folder / "no.zip").exists()


def test_the_page_of_the_class_lists_who_handed_in_nothing(folder):
    done = run(folder, "report", NAME)
    assert done.stdout.startswith("2 students: open ")
    reports = folder / "grades" / "reports" / NAME
    page = (reports / "index.html").read_text("utf-8")
    part = page.partition('<h2 id="absent">')[2].partition("</section>")[0]
    assert "Counts 0" in part.partition("Alan Turing")[0]
    assert "Excused" in part.partition("Alan Turing")[2].partition("Eve Ada")[0]
    assert sorted(path.name for path in (reports / "students").iterdir()) == [
        *("ada.html", "grace.html")
    ]


def test_what_is_wrong_in_the_tables_is_said(folder, tmp_path):
    (tmp_path / "exceptions.csv").write_text("student,exercise,granted\nnobody,all,excused\n")
    done = CliRunner().invoke(
        app,
        [
            *("export", NAME, "--solutions", f"{folder}/solutions", "--into", f"{folder}/grades"),
            *("--term", str(tmp_path)),
        ],
    )
    assert done.exit_code == 1
    assert done.stderr == "exceptions.csv, line 2: there is no student 'nobody'\n"
