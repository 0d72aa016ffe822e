"""Tables as Canvas and Moodle read them; the readers here follow the importers' own rules."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checks.results import QuestionResult
from course_lib.grading.reports.exporting import (
    FORMATS,
    comments_of,
    export,
    guarded,
    remarks,
)
from course_lib.grading.results import SubmissionResult

NAMES = {"ada": "Lovelace, Ada", "bob": '=HYPERLINK("x")', "eve": "Eve"}
IDS = {"ada": "501", "bob": "502", "eve": "503"}


def of(student, *scores, **changes):
    questions = tuple(
        QuestionResult(f"q{n}", 4, score, "manual" if score is None else "partial")
        for n, score in enumerate(scores)
    )
    return SubmissionResult(student, "01-normalisation", "k", questions, **changes)


RESULTS = [
    of("bob", 4.0, 1 / 3, late_days=1, penalty=0.1),
    of("ada", 2.0, 3.0, submitted="2026-03-01T10:00:00+01:00", problems=("Two\ncells.",)),
    of("eve", 4.0, None),
]


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_canvas():
    head, points, *students = rows(export(RESULTS, "canvas", names=NAMES, lms_ids=IDS))
    # Canvas' importer: first cell "Student", second "ID", then SIS User ID, SIS Login ID, Section.
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01-normalisation"]
    assert "Points Possible" in points[0]
    assert points[5] == "8"
    assert {row[1]: row[5] for row in students} == {"501": "5", "502": "3.9"}
    assert students[0][0] == "Lovelace, Ada"
    assert students[1][0] == '\'=HYPERLINK("x")'
    assert all(len(row) == len(head) for row in students)


def test_canvas_without_numbers_goes_by_login():
    *_, student = rows(export([of("ada", 4.0)], "canvas", title="Minmax (77)"))
    assert student == ["ada", "", "", "ada", "", "4"]
    assert rows(export([of("ada", 4.0)], "canvas", title="Minmax (77)"))[0][5] == "Minmax (77)"


def test_moodle():
    head, *students = rows(export(RESULTS, "moodle", names=NAMES, lms_ids=IDS))
    # Moodle's importer needs these three and takes the number behind "Participant ".
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(head)
    found = {}
    for row in students:
        cells = dict(zip(head, row, strict=True))
        found[cells["Identifier"][len("Participant ") :]] = cells["Grade"]
        assert cells["Maximum Grade"] == "8"
        assert cells["Last modified (grade)"] == "-"
    assert found == {"501": "5", "502": "3.9"}


def test_moodle_needs_the_participants_numbers():
    with pytest.raises(ValueError, match="not known of bob, eve: read"):
        export(RESULTS, "moodle", lms_ids={"ada": "501"})


def test_csv_has_everything():
    head, *students = rows(export(RESULTS, names=NAMES, lms_ids=IDS))
    ada, bob, eve = (dict(zip(head, row, strict=True)) for row in students)
    assert (ada["student"], ada["score"], ada["submitted"]) == (
        "ada",
        "5",
        "2026-03-01T10:00:00+01:00",
    )
    assert (bob["score"], bob["final"], bob["q1"]) == ("4.3333", "3.9", "0.3333")
    assert (eve["unread"], eve["q1"], eve["final"]) == ("1", "", "4")
    assert ada["problems"] == "Two cells."


def test_too_late_is_zero_even_where_nobody_reads_it():
    late = of("ada", 4.0, None, penalty=1.0, late_days=9)
    assert rows(export([late], "canvas"))[-1][5] == "0"


@pytest.mark.parametrize("format", ["canvas", "moodle"])
def test_no_cell_is_empty_and_who_is_left_out_is_said(format):
    table = export(RESULTS, format, lms_ids=IDS)
    assert "eve" not in table
    assert remarks(RESULTS, format) == ["Left out, for answers of theirs are unread: eve."]
    assert remarks(RESULTS, "csv") == []


def test_moodle_takes_no_more_than_the_points():
    best = of("ada", 4.0, 4.0, 4.0)
    extra = tuple(replace(q, extra=q.name == "q2") for q in best.questions)
    best = best.replace(questions=extra)
    assert rows(export([best], "moodle", lms_ids=IDS))[1][2:4] == ["8", "8"]
    assert remarks([best], "moodle") == [
        "Cut to what Moodle takes, 0 to the points: ada (12 of 8)."
    ]
    assert rows(export([best], "canvas", lms_ids=IDS))[2][5] == "12"
    assert remarks([best], "canvas") == []


GERMAN = """\
ID,Vollständiger Name,Status,Bewertung,Bestwertung,Letzte Abgabe,Letzte Bewertung
Teilnehmer/in501,Ada Lovelace,Abgegeben,,"8,00","Montag, 1. März 2027, 10:00","Dienstag, 2. März"
Teilnehmer/in502,Bob,Abgegeben,"3,00","8,00",-,-
Teilnehmer/in503,Eve,Abgegeben,,"8,00",-,-
Teilnehmer/in504,Mallory,Keine Abgabe,,"8,00",-,-
"""


@pytest.mark.parametrize("sheet", [GERMAN, GERMAN.replace("\n", "\r\n")])
def test_a_worksheet_of_any_language_is_filled_in(sheet):
    head, *students = rows(export(RESULTS, "moodle", lms_ids=IDS, worksheet=sheet))
    before, *given = rows(GERMAN)
    assert head == before
    assert [row[3] for row in students] == ["5", "3,9"]
    assert [row[:3] + row[4:] for row in students] == [row[:3] + row[4:] for row in given[:2]]


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ("", "not Moodle's worksheet"),
        ("a,b\n1,2\n", "not Moodle's worksheet"),
        (GERMAN.replace("in501", "in999"), "no participant 501"),
        (GERMAN.replace("8,00", "4,50"), "at most 4.5 points, and 1 students have more"),
    ],
)
def test_a_worksheet_that_does_not_fit(sheet, message):
    with pytest.raises(ValueError, match=message):
        export(RESULTS, "moodle", lms_ids=IDS, worksheet=sheet)


def test_a_worksheet_is_for_moodle():
    with pytest.raises(ValueError, match="for the format moodle, not canvas"):
        export(RESULTS, "canvas", worksheet=GERMAN)


@pytest.mark.parametrize(("source", "format"), [("moodle", "canvas"), ("canvas", "moodle")])
def test_numbers_of_one_system_are_not_given_to_the_other(source, format):
    result = of("ada", 4.0, lms=source, lms_id="501")
    with pytest.raises(ValueError, match=f"came from {source.capitalize()}"):
        export([result], format, lms_ids=IDS)
    assert "501" in export([result], source, lms_ids=IDS)
    assert "501" in export([result], "csv", lms_ids=IDS)


@pytest.mark.parametrize("format", ["canvas", "moodle"])
def test_one_exercise_at_a_time(format):
    other = of("ada", 1.0).replace(exercise="02")
    with pytest.raises(ValueError, match="must be of one exercise"):
        export([of("ada", 1.0), other], format, lms_ids=IDS)
    assert len(rows(export([of("ada", 1.0), other]))) == 3


def test_an_unknown_format_is_named():
    with pytest.raises(ValueError, match="did you mean 'canvas'"):
        export(RESULTS, "canva")


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_class(format):
    assert len(rows(export([], format))) in (1, 2)


words = st.text(st.characters(), max_size=20) | st.sampled_from(
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u200b=1",
        "＝1",
        "|cmd",
        '=1"\n',
        "\ud800",
    ]
)


@given(words, words, words, st.sampled_from(FORMATS))
def test_no_cell_begins_a_formula(student, name, number, format):
    result = SubmissionResult(
        student or "x",
        name or "e",
        "k",
        (QuestionResult(name or "q", 1, 0.5, "partial"),),
        problems=(number,),
    )
    ids = {result.student: number or "1"}
    text = export([result], format, names={result.student: name}, title=name, lms_ids=ids)
    for row in rows(text):
        for cell in row:
            assert not re.match(r"\s*[=+@\t\r]", cell), cell
            assert not re.match(r"\s*-.", cell), cell


def test_ordinary_names_stay_as_they_are():
    for name in ("Ada", "O'Hara", "Lovelace, Ada", "Jean-Luc", "3PO", "Zoë"):
        assert guarded(name) == name


def test_whose_check_failed_is_left_out_and_named():
    broken = QuestionResult("minmax", 4, None, "ungraded", fault="checks.py, line 3: KeyError")
    result = SubmissionResult("ada", "01", "k", (broken,))
    assert remarks([result], "canvas") == ["Left out, for checks failed on answers of theirs: ada."]
    assert "ada" not in export([result], "canvas", title="One")


SAID = [
    replace(
        RESULTS[1],
        questions=(
            replace(RESULTS[1].questions[0], comment="Which data?\n<b>x</b> & y"),
            replace(RESULTS[1].questions[1], comment="  "),
        ),
    ),
    RESULTS[0],
]
HTML = "Why: Which data?<br>&lt;b&gt;x&lt;/b&gt; &amp; y"


def test_comments_for_moodle():
    said = comments_of(SAID, {"q0": "Why"})
    assert said == {"ada": HTML}
    head, *students = rows(export(SAID, "moodle", lms_ids=IDS, comments=said))
    # Moodle finds the column by the name of its plugin, and takes each cell for the whole comment.
    assert head[-1] == "Feedback comments"
    assert {row[0]: row[-1] for row in students} == {"Participant 501": HTML, "Participant 502": ""}
    assert "Feedback comments" not in export(SAID, "moodle", lms_ids=IDS)
    with pytest.raises(ValueError, match="Canvas' import takes scores alone"):
        export(SAID, "canvas", comments=said)


@pytest.mark.parametrize(
    "head", ["Feedback als Kommentar", "Feedback comments", "Commentaires de feedback"]
)
def test_comments_in_a_worksheet_leave_those_that_are_there(head):
    sheet = (
        f"ID,Name,Bewertung,Bestwertung,Zuletzt geändert,{head}\n"
        'Teilnehmer/in501,Ada,,"9,00",-,\nTeilnehmer/in502,Bob,,"9,00",-,<p>Kept</p>\n'
    )
    said = comments_of(SAID, {"q0": "Why"})
    _, ada, bob = rows(export(SAID, "moodle", lms_ids=IDS, worksheet=sheet, comments=said))
    assert (ada[2], ada[-1]) == ("5", HTML)
    assert bob[-1] == "<p>Kept</p>"
    short = "\n".join(line.rpartition(",")[0] for line in sheet.splitlines()) + "\n"
    with pytest.raises(ValueError, match="no column for comments"):
        export(SAID, "moodle", lms_ids=IDS, worksheet=short, comments=said)
