"""An exercise that `course new` made is released, checked, graded and proved as it stands."""

import json

import pytest
from coursework import course

from course_lib.checks.notebooks import cells_of
from course_lib.grading.exercise import Exercise
from course_lib.grading.new import new_exercise
from course_lib.grading.release import release
from course_lib.grading.settings import ExerciseError

NAME = "07-odds-and-ends"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    told = course("new", NAME, cwd=folder)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"solutions/{NAME}: {NAME}.ipynb, checks.py, exercise.toml")
    return folder


def test_it_is_an_exercise_with_all_kinds_of_questions(made):
    exercise = Exercise.read(made / "solutions" / NAME)
    assert exercise.title == "Odds and ends"
    kinds = {(one.hidden, one.manual) for one in exercise.questions}
    assert kinds == {(False, False), (True, False), (False, True)}
    assert exercise.cells[0].source.startswith("# Exercise 7: odds and ends (6 points)")


def test_it_is_released_and_checked(made):
    release(made / "solutions" / NAME, made / "exercises" / NAME)
    released = made / "exercises" / NAME / f"{NAME}.ipynb"
    cells = cells_of(json.loads(released.read_text("utf-8")))
    assert "YOUR CODE HERE" in cells[2].source
    told = course("check", released)
    assert "shares: " in told.stdout
    assert "0 of 3 points" in told.stdout


def test_it_is_graded_and_proved(made):
    folder = made / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    source = made / "solutions" / NAME / f"{NAME}.ipynb"
    (folder / source.name).write_text(source.read_text("utf-8"), "utf-8")
    told = course("grade", "submitted", "--workers", 1, cwd=made)
    assert "1 graded" in told.stdout, told.stderr
    told = course("prove", NAME, "--seeds", 2, "--workers", 1, cwd=made)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "survived" not in told.stdout
    page = (made / "grades" / "proof" / f"{NAME}.html").read_text("utf-8")
    assert "Odds and ends: proof" in page


def test_what_is_there_stays(made):
    checks = made / "solutions" / NAME / "checks.py"
    before = checks.read_bytes()
    told = course("new", NAME, cwd=made)
    assert told.returncode == 1
    assert told.stderr == f"there is solutions/{NAME} already: choose another name\n"
    assert checks.read_bytes() == before


@pytest.mark.parametrize("name", ["shares", "4-shares", "04_shares", "04-Shares", "../04-x", "04-"])
def test_a_name_that_does_not_fit_is_refused(tmp_path, name):
    with pytest.raises(ExerciseError, match="as 04-shares, not"):
        new_exercise(tmp_path / "solutions", name)
    assert not (tmp_path / "solutions").exists()
