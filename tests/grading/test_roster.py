"""Who is in the class: written by hand, or as Canvas and Moodle export it, and found again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from course_lib.cli import app
from course_lib.grading.submissions import Submission
from course_lib.grading.term import Person, Roster, enrolled, merged, read_roster, written

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Minmax (77),Current Score,Final Score
,,,,,Manual Posting,(read only),(read only)
    Points Possible,,,,,8.0,(read only),(read only)
"Lovelace, Ada",1234,S-1,ada@uni.example,Section A,7,87.5,87.5
"Turing, Alan",1235,S-2,alan,Section A and Section B,,,
"Student, Test",99,,e3b0c44298fc1c14,Section A,,,
"""
CANVAS_NAMES = """LastName;FirstName;ID;SIS User ID;SIS Login ID;Integration ID;Root Account;Section
Lovelace;Ada;1234;S-1;ada@uni.example;;uni.example;Section A
"""
MOODLE = {
    "en": "First name,Last name,ID number,Email address,Groups\n",
    "de": "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Gruppen\n",
    "fr": "Prénom,Nom de famille,Numéro d’identification,Adresse de courriel,Groupes\n",
    "es": "Nombre,Apellido(s),Número de ID,Dirección de correo,Grupos\n",
}
PEOPLE = "Ada,Lovelace,S-1,ada@uni.example,A\nAlan,Turing,S-2,alan@uni.example,B\n"
WORKSHEET = (
    'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung\n'
    'Teilnehmer/in501,"Ada Lovelace",ada@uni.example,"Zur Bewertung abgegeben",,"9,00"\n'
    'Teilnehmer/in502,"Alan Turing",alan@uni.example,"Keine Abgabe",,"9,00"\n'
)
OWN = "student,name,email,section,canvas,also\nada,Ada Lovelace,ada@uni.example,A,1234,Ada Byron\n"


@pytest.fixture
def roster_of(tmp_path):
    def read(text: str, encoding: str = "utf-8") -> Roster:
        path = tmp_path / "roster.csv"
        path.write_bytes(text.encode(encoding))
        return read_roster(path)

    return read


def test_canvas_gradebook(roster_of):
    ada, alan = roster_of(CANVAS).people
    assert (ada.name, ada.canvas, ada.number, ada.login) == (
        *("Ada Lovelace", "1234", "S-1"),
        "ada@uni.example",
    )
    assert ada.student == "ada@uni.example"
    assert (alan.student, alan.section) == ("alan", "Section A and Section B")


def test_canvas_gradebook_with_two_columns_of_names(roster_of):
    (ada,) = roster_of(CANVAS_NAMES).people
    assert (ada.name, ada.canvas, ada.section) == ("Ada Lovelace", "1234", "Section A")


@pytest.mark.parametrize("language", MOODLE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_moodle_participants(roster_of, language, encoding):
    ada, alan = roster_of(MOODLE[language] + PEOPLE, encoding).people
    assert ada == Person("ada", "Ada Lovelace", "ada@uni.example", "A", number="S-1")
    assert (alan.student, alan.section) == ("alan", "B")


def test_moodle_in_a_language_that_is_not_known(roster_of):
    text = "Imię;Nazwisko;Adres e-mail\nAda;Lovelace;ada@uni.example\n"
    assert roster_of(text).people == (Person("ada", "Ada Lovelace", "ada@uni.example"),)


def test_moodle_worksheet_says_who_and_no_number_that_another_exercise_would_share(roster_of):
    ada, alan = roster_of(WORKSHEET).people
    assert (ada.student, ada.name, ada.canvas, ada.number) == ("ada", "Ada Lovelace", "", "")
    assert alan.email == "alan@uni.example"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "roster.csv needs a column 'name', or must be what Canvas exports"),
        ("who,where\nAda,here\n", "its columns are ['who', 'where']"),
        ("name,email\n", "roster.csv names nobody: write one line a student below the head"),
        ("name,email\n,ada@uni\n", "roster.csv, line 2: name is empty"),
        ("name,email\nAda,ada\n", "roster.csv, line 2: 'ada' is not an e-mail address"),
        ("name,canvas\nAda,S-1\n", "line 2: canvas is Canvas' number of a user, not 'S-1'"),
        ("name,student\nAda,a/b\n", "roster.csv, line 2: 'a/b' cannot be the name of a folder"),
        (
            "name,student,email\nAda,a,x@y\n\nAlan,b,X@y\n",
            "roster.csv, line 4: the e-mail 'X@y' is that of line 2 too",
        ),
        ("name\nAda\nAda\n", "roster.csv, line 3: the student 'Ada' is that of line 2 too"),
        ("PK\x03\x04name", "roster.csv is a workbook: save it as CSV UTF-8"),
    ],
)
def test_bad_rosters_are_one_sentence(roster_of, text, said):
    with pytest.raises(ValueError) as error:
        roster_of(text)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_two_addresses_that_begin_alike_are_two_people(roster_of):
    people = roster_of("name,e-mail\nAda L,ada@a.example\nAda B,ada@b.example\n").people
    assert [one.student for one in people] == ["ada@a.example", "ada@b.example"]


CLASS = Roster(
    [
        Person("ada", "Ada King Lovelace", "ada@uni.example", canvas="1234", also=("ada-gh",)),
        Person("zoe", "Zoë Müller-Groß", "zoe@uni.example"),
        Person("alan1", "Alan Turing", canvas="7"),
        Person("alan2", "Alan Turing", also=("Alan Turing 502",)),
    ]
)


@pytest.mark.parametrize(
    ("what", "student"),
    [
        ({"student": "kinglovelaceada-1234", "lms": "canvas", "number": "1234"}, "ada"),
        ({"student": "x-1", "name": "kinglovelaceada"}, "ada"),
        ({"student": "ADA-gh"}, "ada"),
        ({"name": "Lovelace, Ada King"}, "ada"),
        ({"name": "Zoe Muller Gross"}, "zoe"),
        ({"student": "Alan Turing 502", "name": "Alan Turing"}, "alan2"),
        ({"name": "Alan Turing", "lms": "canvas", "number": "7"}, "alan1"),
        ({"name": "Alan Turing"}, None),  # it may be either
        ({"name": "Ada King Lovelace", "lms": "canvas", "number": "999"}, None),  # a namesake
        ({"student": "ada2"}, None),
        ({}, None),
    ],
)
def test_people_are_found_by_what_systems_say(what, student):
    found = CLASS.find(**what)
    assert (found and found.student) == student


@given(st.text(max_size=12), st.text(max_size=12))
def test_whatever_a_system_says_at_most_one_is_found(student, name):
    found = CLASS.find(student, name)
    assert found is None or CLASS.candidates(student, name) == [found]


def test_submissions_bear_the_names_of_the_roster():
    early, late = (datetime(2027, 3, day, tzinfo=UTC) for day in (1, 2))
    handed = [
        Submission("Ada Byron", "01-a", None, early, name="Ada Byron"),
        Submission("ada-gh", "01-a", None, late),
        Submission("Alan Turing", "01-a", None, name="Alan Turing"),
        Submission("eve", "01-a", None),
        Submission("zoe", "02-b", None),
    ]
    people = [*CLASS.people]
    people[0] = Person("ada", "Ada Lovelace", also=("Ada Byron", "ada-gh"))
    kept, faults = enrolled(handed, Roster(people))
    assert [(one.student, one.exercise) for one in kept] == [
        *[("Alan Turing", "01-a"), ("ada", "01-a"), ("eve", "01-a"), ("zoe", "02-b")]
    ]
    assert kept[1].submitted == late
    assert kept[1].name == "Ada Lovelace"
    assert faults == [
        "ada handed in 01-a twice, as 'Ada Byron' and, newer, 'ada-gh': the newer one counts.",
        "Alan Turing may be alan1 or alan2 of roster.csv: write 'Alan Turing' into the column also"
        " of the right one.",
        "Not in roster.csv, and graded under the names that they have here: eve.",
        "Handed in nothing of 01-a, which counts 0: zoe, alan1, alan2.",
        "Handed in nothing of 02-b, which counts 0: ada, alan1, alan2.",
    ]
    assert enrolled(handed, Roster()) == (handed, [])


def test_an_export_brings_a_roster_up_to_date(roster_of):
    old = roster_of(OWN + "eve,Eve,,,9,\n")
    new = roster_of(CANVAS.replace("Lovelace, Ada", "King, Ada").replace("alan,", "eve,"))
    people, added, gone = merged(old, new)
    assert [one.student for one in people] == ["ada", "eve", "eve-2"]
    assert people[0] == Person(
        *("ada", "Ada King", "ada@uni.example", "Section A", "1234", "S-1", "ada@uni.example"),
        ("Ada Byron", "Ada Lovelace"),
    )
    assert (added, gone) == (["eve-2"], ["eve"])
    assert roster_of(written(people)).people == tuple(people)


def test_course_roster(tmp_path):
    (tmp_path / "grades.csv").write_text(CANVAS)
    run = ["roster", str(tmp_path / "grades.csv"), "--term", str(tmp_path)]
    done = CliRunner().invoke(app, run)
    assert done.output == f"{tmp_path}/roster.csv: 2 students\n"
    (tmp_path / "grades.csv").write_text(MOODLE["de"] + PEOPLE.replace("Alan,T", "Eve,T"))
    done = CliRunner().invoke(app, run)
    assert done.output == f"{tmp_path}/roster.csv: 2 students\n"  # eve has alan's number
    text = (tmp_path / "roster.csv").read_text("utf-8")
    assert "alan,Eve Turing,alan@uni.example,B,1235,S-2,alan,Alan Turing\n" in text
    (tmp_path / "grades.csv").write_text("a,b\n")
    done = CliRunner().invoke(app, run)
    assert done.exit_code == 1
    assert (tmp_path / "roster.csv").read_text("utf-8") == text
