"""What was granted to whom, and how results count for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from course_lib.checks.results import QuestionResult
from course_lib.grading.lateness import DAYS_UNKNOWN
from course_lib.grading.results import SubmissionResult
from course_lib.grading.settings import Late
from course_lib.grading.term import (
    Exceptions,
    Granted,
    Person,
    Roster,
    Rules,
    Term,
    TermSettings,
    in_class,
    read_term,
    settled,
)

EXERCISES = ("01-a", "02-b", "03-c")
ROSTER = "student,name\nada,Ada Lovelace\nalan,Alan Turing\nalan2,Alan Turing\n"
DEADLINE = datetime(2027, 3, 1, 22, 59, tzinfo=UTC)
LATE = Late(0.1, 3)


def of(student: str, exercise: str, days: float | None, **changes) -> SubmissionResult:
    when = None if days is None else (DEADLINE + timedelta(days=days)).isoformat()
    questions = (QuestionResult("q", 10, 10.0, "passed"),)
    return SubmissionResult(student, exercise, "k", questions, submitted=when, **changes)


def rules(*exercises: str) -> dict[str, Rules]:
    return {name: Rules(name, "", DEADLINE, LATE) for name in exercises}


@pytest.fixture
def term_of(tmp_path):
    def read(exceptions: str = "", term: str = "", roster: str = ROSTER) -> Term:
        files = {"roster.csv": roster, "exceptions.csv": exceptions, "term.toml": term}
        for name, text in files.items():
            if text:
                (tmp_path / name).write_text(text, "utf-8")
        return read_term(tmp_path, EXERCISES, ["eve"])

    return read


def test_exceptions_are_found_by_any_name(term_of):
    term = term_of(
        "student;exercise;granted;reason\nLovelace, Ada;01-a;+2 days;ill\n"
        "ada;02-b;2027-03-08T23:59+01:00;\nada;all;+12 hours;\neve;ALL;excused;\n"
    )
    assert term.exceptions.of("ada", "01-a") == Granted(more=timedelta(days=2), reason="ill")
    assert term.exceptions.of("ada", "02-b").deadline(DEADLINE) == datetime(
        2027, 3, 8, 22, 59, tzinfo=UTC
    )
    assert term.exceptions.of("ada", "03-c").deadline(DEADLINE) == DEADLINE + timedelta(hours=12)
    assert term.exceptions.of("eve", "03-c").excused
    assert term.exceptions.of("alan", "01-a") == Granted()
    assert Granted(until=DEADLINE).deadline(None) is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("adda,01-a,excused", "line 2: there is no student 'adda'; did you mean ada?"),
        ("Alan Turing,01-a,excused", "'Alan Turing' may be alan or alan2: write one of these"),
        ("ada,04-d,excused", "there is no exercise '04-d', but 01-a, 02-b, 03-c"),
        ("ada,01-a,two days", "granted is excused, +2 days, +12 hours or a time as"),
        ("ada,01-a,2027-03-08", "line 2: it states no hour: write an offset, as +01:00"),
        ("ada,01-a,2027-03-08 10:00", "'2027-03-08 10:00' has no zone: write an offset"),
        ("ada,01-a,2027-03-08 10:00 IST", "the zone 'IST' is not known and was taken for UTC"),
        ("ada,01-a,", "line 2: granted is empty"),
        ("ada,01-a,excused\nAda Lovelace,01-a,+1 day", "line 3: ada and 01-a stand in line 2 too"),
    ],
)
def test_bad_exceptions_are_one_sentence(term_of, line, said):
    with pytest.raises(ValueError) as error:
        term_of(f"student,exercise,granted\n{line}\n")
    assert "exceptions.csv" in str(error.value)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("late_days = -1", "late_days is a whole number from 0, not -1"),
        ("drop_lowest = true", "drop_lowest is a whole number from 0, not True"),
        ("drop = 1", "a field that is not known: drop; there are drop_lowest, late_days"),
        ("[weights]\n09-z = 1", "weights has no exercise '09-z' to weigh"),
        ("[weights]\n01-a = 1", "weights says nothing of 02-b: write 0 where it does not count"),
        ("[weights]\n01-a = '1'", "the weight of 01-a is a number from 0, not 1"),
        ("[weights]\n01-a = 0\n02-b = 0\n03-c = 0", "one weight at least must be above 0"),
        ("late_days 3", "term.toml: "),
    ],
)
def test_bad_settings_are_one_sentence(term_of, text, said):
    with pytest.raises(ValueError) as error:
        term_of(term=text)
    assert str(error.value).startswith("term.toml")
    assert said in str(error.value)


def test_nothing_is_needed(tmp_path):
    term = read_term(tmp_path, EXERCISES)
    assert (bool(term.roster), bool(term.exceptions)) == (False, False)
    assert term.settings == TermSettings()


@pytest.mark.parametrize(
    ("granted", "days", "late_days", "penalty"),
    [
        (Granted(), 2, 2, 0.2),
        (Granted(more=timedelta(days=2)), 2, 0, 0.0),
        (Granted(more=timedelta(days=2)), 2.5, 1, 0.1),
        (Granted(until=DEADLINE - timedelta(days=1)), 0, 1, 0.1),
        (Granted(more=timedelta(days=1)), 4.5, 4, 1.0),
    ],
)
def test_extensions_move_the_deadline(granted, days, late_days, penalty):
    term = Term(exceptions=Exceptions({("ada", "01-a"): granted}))
    (done,) = settled({"01-a": [of("ada", "01-a", days)]}, rules("01-a"), term)["01-a"]
    assert (done.late_days, done.penalty, done.free_days) == (late_days, penalty, 0)


def test_a_mark_of_canvas_is_by_its_own_date():
    late = of("ada", "01-a", None, late_days=1, penalty=0.1, problems=(DAYS_UNKNOWN, "Two cells."))
    (kept,) = settled({"01-a": [late]}, rules("01-a"), Term())["01-a"]
    assert kept == late
    term = Term(exceptions=Exceptions({("ada", "all"): Granted(more=timedelta(days=1))}))
    (done,) = settled({"01-a": [late]}, rules("01-a"), term)["01-a"]
    assert (done.late_days, done.penalty, done.problems) == (0, 0.0, ("Two cells.",))


def test_free_late_days_go_to_the_first_deadlines():
    """Worked out by hand: four free days, 10 % a day beyond them, at most three days."""
    term = Term(
        exceptions=Exceptions({("alan", "01-a"): Granted(excused=True)}),
        settings=TermSettings(late_days=4),
    )
    days = {"01-a": (2, 3), "02-b": (1, 5), "03-c": (2, 2)}
    results = {
        name: [of("ada", name, ada), of("alan", name, alan)] for name, (ada, alan) in days.items()
    }
    times = {
        name: Rules(name, "", DEADLINE + timedelta(seconds=-n), LATE)
        for n, name in enumerate(reversed(EXERCISES))
    }  # the first exercise has the first deadline
    done = settled(results, times, term)
    found = {
        (one.student, name): (one.free_days, one.penalty) for name in done for one in done[name]
    }
    assert found == {
        ("ada", "01-a"): (3, 0.0),  # two days and two seconds
        ("ada", "02-b"): (1, 0.1),
        ("ada", "03-c"): (0, 0.2),
        ("alan", "01-a"): (0, 1.0),  # excused: whatever it is, it uses none
        ("alan", "02-b"): (0, 1.0),  # too late to be accepted
        ("alan", "03-c"): (2, 0.0),
    }


def test_results_from_before_the_roster_are_of_its_students():
    roster = Roster([Person("ada", "Ada Lovelace", canvas="12"), Person("alan", "Alan Turing")])
    older = of("lovelaceada-12", "01-a", 0, lms="canvas", lms_id="12")
    newer = of("ada", "01-a", 1)
    found, folders, faults = in_class([older, newer, of("x", "01-a", 0)], roster, {})
    assert [one.student for one in found] == ["ada", "x"]
    assert (found[0].submitted, folders) == (newer.submitted, {"ada": "ada", "x": "x"})
    assert faults == [
        "ada has two results of 01-a, of 'lovelaceada-12' and 'ada': that of 'ada' counts.",
        "Not in roster.csv: x.",
    ]
    (found,), folders, _ = in_class([of("p17", "01-a", 0)], roster, {"p17": "Turing, Alan"})
    assert (found.student, folders) == ("alan", {"alan": "p17"})
