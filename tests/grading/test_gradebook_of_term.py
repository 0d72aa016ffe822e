"""Totals of a term against tables worked out by hand, and what is written of them."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from coursework import EXAMPLE
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from course_lib.checks.results import QuestionResult
from course_lib.cli import app
from course_lib.grading.results import SubmissionResult
from course_lib.grading.settings import Late
from course_lib.grading.store import ResultStore
from course_lib.grading.term import (
    Exceptions,
    Granted,
    Person,
    Roster,
    Rules,
    Term,
    TermSettings,
    settled,
)
from course_lib.grading.term.pages import term_page, term_student_page
from course_lib.grading.term.tables import table, unsettled
from course_lib.grading.term.totals import Entry, Total, dropped, totals

DAY = timedelta(days=1)
FIRST = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
POINTS = {"01-a": 10, "02-b": 20, "03-c": 10}
RULES = {
    name: Rules(name, title, FIRST + 7 * n * DAY, Late(0.1, 3))
    for n, (name, title) in enumerate(zip(POINTS, ("Scaling", "Pooling", "Noise"), strict=True))
}
AFTER = FIRST + 100 * DAY
PEOPLE = Roster(
    [
        Person("ada", "Ada Lovelace", "ada@uni.example", "A", "1001", "S-1", "al"),
        Person("alan", "Alan Turing", "alan@uni.example", "A", "1002"),
        Person("eve", "Eve Ada", "eve@uni.example", "B", login="ea"),
        Person("grace", "Grace Hopper", "grace@uni.example", "B", "1004"),
    ]
)


def of(student: str, exercise: str, score: float | None, days: float = -1) -> SubmissionResult:
    when = (RULES[exercise].deadline + days * DAY).isoformat()
    state = "manual" if score is None else "partial"
    questions = (QuestionResult("q", POINTS[exercise], score, state),)
    return SubmissionResult(student, exercise, "k", questions, submitted=when)


RESULTS = {
    "01-a": [of("ada", "01-a", 9), of("alan", "01-a", 10, 2), of("grace", "01-a", 4)],
    "02-b": [of("ada", "02-b", 10, 1), of("alan", "02-b", 20, 2), of("eve", "02-b", None)],
    "03-c": [of("ada", "03-c", 2), of("eve", "03-c", 5, 3.5), of("grace", "03-c", 11)],
}
GRANTED = Exceptions(
    {
        ("eve", "01-a"): Granted(excused=True),
        ("eve", "03-c"): Granted(more=DAY),
        ("grace", "02-b"): Granted(until=AFTER),
    }
)


def percents(settings: TermSettings, now: datetime = AFTER + DAY) -> dict[str, float]:
    term = Term(PEOPLE, GRANTED, settings)
    made = totals(settled(RESULTS, RULES, term), RULES, term, {}, now)
    assert [one.student for one in made] == ["ada", "alan", "eve", "grace"]
    return {one.student: round(one.percent, 4) for one in made}


def test_points_are_the_weights_where_nothing_is_said():
    # ada: 9/10, 10 - 1 of 20, 2/10. alan: 10 - 2, 20 - 4, nothing. eve: excused, unread 0,
    # 5 - 1.5 (three days after hers). grace: 4, nothing of 20, 11 of 10.
    assert percents(TermSettings()) == {
        "ada": 100 * (9 + 9 + 2) / 40,
        "alan": 100 * (8 + 16 + 0) / 40,
        "eve": round(100 * 3.5 / 30, 4),
        "grace": 100 * (4 + 11) / 40,
    }


def test_an_open_exercise_counts_only_once_it_is_over():
    assert percents(TermSettings(), now=AFTER - DAY)["grace"] == 100 * (4 + 11) / 20


def test_weights_late_days_and_a_dropped_exercise():
    settings = TermSettings("", 1, 3, {"01-a": 1, "02-b": 1, "03-c": 2})
    # ada: 0.9, 0.5 (a free day), 0.2 of double weight, dropped. alan: 1.0 (two free days), 0.9 (one
    # of two), 0 dropped. eve: excused; 0 of weight 1 dropped; 5 of 10, her three days all free.
    # grace: 0.4, 0 dropped, 1.1 twice.
    assert percents(settings) == {
        "ada": 100 * (0.9 + 0.5) / 2,
        "alan": 100 * (1.0 + 0.9) / 2,
        "eve": 50.0,
        "grace": round(100 * (0.4 + 2.2) / 3, 4),
    }


ENTRIES = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([0.5, 1.0, 2.0, 7.0])), min_size=1, max_size=6
)


@given(ENTRIES, st.integers(0, 7))
def test_what_is_dropped_is_the_best_choice_of_all(drawn, count):
    entries = [Entry(f"{n}", float(s), 10.0, w) for n, (s, w) in enumerate(drawn)]
    out = dropped(entries, count)
    assert len(out) == min(count, len(entries) - 1)

    def total(kept):
        return sum(entries[n].weight * entries[n].share for n in kept) / sum(
            entries[n].weight for n in kept
        )

    places = set(range(len(entries)))
    best = max(total(kept) for kept in itertools.combinations(places, len(entries) - len(out)))
    assert total(places - out) == pytest.approx(best)


def test_what_is_excused_is_not_what_is_dropped():
    entries = [Entry("a", 0, 10, 1, "excused"), Entry("b", 5, 10, 1), Entry("c", 9, 10, 1)]
    assert dropped(entries, 1) == {1}
    assert dropped(entries[:2], 1) == dropped(entries[:1], 2) == dropped([], 1) == set()
    assert Total("x", "", "", (entries[0],)).percent is None


@pytest.fixture(scope="module")
def made() -> list[Total]:
    term = Term(PEOPLE, GRANTED, TermSettings("", 0, 3))
    names = {one.student: one.name for one in PEOPLE.people}
    return totals(settled(RESULTS, RULES, term), RULES, term, names, AFTER + DAY)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


TITLES = {name: one.title for name, one in RULES.items()}


def test_table_of_everybody(made):
    head, *lines = rows(table(made, roster=PEOPLE, titles=TITLES))
    assert head == [
        *("student", "name", "email", "section", "01-a", "02-b", "03-c"),
        *("total", "unread", "dropped", "late_days_left"),
    ]
    assert [line[4:] for line in lines] == [
        ["9", "10", "2", "52.5", "0", "", "2"],
        ["10", "18", "0", "70", "0", "", "0"],
        ["excused", "0", "5", "16.6667", "1", "", "0"],
        ["4", "0", "11", "37.5", "0", "", "3"],
    ]


def test_table_for_canvas(made):
    head, points, *lines = rows(table(made, "canvas", roster=PEOPLE, titles=TITLES))
    # What lib/gradebook_importer.rb of Canvas asks of a file.
    assert head[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert head[5:] == ["Scaling", "Pooling", "Noise"]
    assert "Points Possible" in points[0]
    assert points[5:] == ["10", "20", "10"]
    assert lines == [
        ["Ada Lovelace", "1001", "S-1", "al", "A", "9", "10", "2"],
        ["Alan Turing", "1002", "", "", "A", "10", "18", "0"],
        ["Grace Hopper", "1004", "", "", "B", "4", "0", "11"],
    ]
    assert unsettled(made, "canvas") == [
        "Left out, for a cell of theirs would be empty and may erase a grade: eve."
    ]


def test_table_for_moodle(made):
    excused = Total("x", "X", "", (Entry("01-a", 0, 10, 10, "excused"), *made[0].entries[1:]))
    head, *lines = rows(table([*made, excused], "moodle", roster=PEOPLE))
    assert head == ["Full name", "Email address", "ID number", "01-a", "02-b", "03-c"]
    assert lines[0] == ["Ada Lovelace", "ada@uni.example", "S-1", "9", "10", "2"]
    assert lines[-1] == ["X", "", "", "", "10", "2"]
    assert unsettled([excused], "moodle") == [
        "Excused, with an empty cell: x (01-a); exclude these grades in Moodle."
    ]


def test_no_cell_begins_a_formula():
    evil = Total("=1+1", "=HYPERLINK(1)", "@x", (Entry("01-a", 1, 1, 1),))
    for format in ("csv", "canvas", "moodle"):
        for row in rows(table([evil], format, titles={"01-a": "+1"})):
            assert not any(cell.startswith(("=", "@", "+")) for cell in row)


def test_pages_show_what_holds_for_each(made):
    page = term_page(made, titles=TITLES)
    assert "Grace Hopper" in page
    assert "70%" in page
    grace = term_student_page(made[3], settings=TermSettings("ML", late_days=3), titles=TITLES)
    assert "37.5%" in grace
    assert "nothing handed in" in grace
    assert "3 of 3 free late days left" in grace
    assert "Ada" not in grace
    assert "It does not count." in term_student_page(made[2])
    assert "1 day late, 1 of them free" in term_student_page(made[0])


def test_pages_run_nothing_that_a_student_wrote():
    evil = "<script>alert(1)</script>"
    total = Total(evil, evil, evil, (Entry(evil, 1, 1, 1),))
    for page in (term_page([total]), term_student_page(total)):
        assert "<script" not in page


def test_a_class_of_which_nothing_is_graded_has_a_page():
    assert "0 exercises" not in term_page([])
    nothing = Total("ada", "Ada", "", (Entry("01-a", 0, 10, 10, "open"),))
    assert "nothing counts yet" in term_student_page(nothing)
    assert "open" in term_page([nothing])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("term")
    store = ResultStore(place / "grades" / "results")
    for name, results in RESULTS.items():
        shutil.copytree(EXAMPLE, place / "solutions" / name)
        settings = f"title = '{RULES[name].title}'\nlate = {{per_day = 0.1, days = 3}}\n"
        settings += f"deadline = {RULES[name].deadline.isoformat()}\n"
        (place / "solutions" / name / "exercise.toml").write_text(settings)
        for one in results:
            store.put(one)
    people = "\n".join(f"{one.student},{one.name},{one.section}" for one in PEOPLE.people)
    (place / "roster.csv").write_text(f"student,name,section\n{people}\n")
    (place / "exceptions.csv").write_text(
        "student,exercise,granted\neve,01-a,excused\neve,03-c,+1 day\n"
    )
    (place / "term.toml").write_text("title = 'Fair trials'\ndrop_lowest = 1\nlate_days = 3\n")
    return place


def run(folder, *arguments: str):
    options = ("--solutions", "solutions", "--into", "grades", "--term", ".")
    places = [f"{folder}/{one}" if n % 2 else one for n, one in enumerate(options)]
    return CliRunner().invoke(app, ["gradebook", *arguments, *places])


def test_course_gradebook(folder):
    done = run(folder)
    assert done.stdout == f"4 students: open {folder}/grades/reports/gradebook/index.html\n"
    pages = folder / "grades" / "reports" / "gradebook"
    assert "Fair trials" in (pages / "index.html").read_text("utf-8")
    assert len(list((pages / "students").glob("*.html"))) == 4
    lines = rows(run(folder, "--format", "csv").stdout)
    assert [line[-4:] for line in lines[1:]] == [
        ["63.3333", "0", "03-c", "2"],
        ["93.3333", "0", "03-c", "0"],
        ["50", "1", "02-b", "0"],
        ["75", "0", "02-b", "3"],
    ]
    done = run(folder, "--format", "canvas", "--output", f"{folder}/canvas.csv")
    assert done.stdout == f"4 students: {folder}/canvas.csv\n"
    assert "may erase a grade: eve" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "excel"), "must be"),
        (("--output", "x.csv"), "--output is for a table: say --format csv, canvas or moodle"),
        (("--format", "csv", "--output", "no/where.csv"), "there is no folder no"),
    ],
)
def test_what_cannot_be_written_is_said(folder, arguments, said):
    done = run(folder, *arguments)
    assert done.exit_code == 1
    assert said in done.stderr


def test_nothing_graded_is_said(tmp_path, folder):
    options = ["--solutions", f"{folder}/solutions", "--into", str(tmp_path)]
    done = CliRunner().invoke(app, ["gradebook", *options])
    assert done.stderr == f"{tmp_path} holds no results: run course grade first\n"
