"""What is known of a submission beside its notebook, and how a class is counted; nothing runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from coursework import EXAMPLE, NAME

from course_lib.checks.results import QuestionResult
from course_lib.cli.grading import _counts, _graded
from course_lib.grading.batch import Batch, Report
from course_lib.grading.exercise import Exercise
from course_lib.grading.gradebook import Gradebook
from course_lib.grading.jobs import JobResult
from course_lib.grading.results import SubmissionResult
from course_lib.grading.settings import ExerciseError, read_settings
from course_lib.grading.store import ResultStore
from course_lib.grading.submissions import Submission
from course_lib.grading.workers import RestartingPool, WorkerPool

EXERCISE = Exercise.read(EXAMPLE)


@contextmanager
def threads(**options):
    with ThreadPoolExecutor(1) as executor:
        yield WorkerPool(executor, lambda: 1)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Return a class without notebooks; the solution is taken as proved."""
    folder = tmp_path_factory.mktemp("grades")
    late = EXERCISE.deadline + timedelta(days=1.5)
    handed = [
        Submission("ada", NAME, None, late=True, lms="moodle", lms_id="501"),
        Submission("bob", NAME, None, late=False),
        Submission("eve", NAME, None, late, late=True),
    ]
    with (
        pytest.MonkeyPatch.context() as patch,
        Gradebook(f"sqlite:///{folder}/gradebook.db", folder) as gradebook,
    ):
        patch.setattr(Batch, "_prove", lambda *_: None)
        batch = Batch(EXERCISE, ResultStore(folder / "results"), gradebook, confined=False)
        return batch.grade(handed, RestartingPool(threads))


def test_submissions_without_a_notebook_are_counted_apart(report):
    assert (report.graded, report.kept, report.empty) == (0, 0, 3)
    assert _counts(report) == "0 graded, 0 known already, 3 without a notebook"


def test_late_by_canvas_costs_a_day_and_says_so(report):
    ada, bob, eve = report.results
    assert (ada.late_days, bob.late_days, eve.late_days) == (1, 0, 2)
    assert ada.penalty == EXERCISE.late.per_day
    said = [any("one day counts" in problem for problem in one.problems) for one in report.results]
    assert said == [True, False, False]


@pytest.mark.parametrize(("force", "promised"), [(False, True), (True, False)])
def test_ctrl_c_promises_to_go_on_only_where_it_does(
    force, promised, tmp_path, monkeypatch, capsys
):
    def stop(self, *args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "grade", stop)
    with pytest.raises(typer.Exit):
        _graded(EXERCISE, [], tmp_path, "", threads, force=force, confined=False)
    said = " ".join(capsys.readouterr().err.split())
    assert "stopped: what is graded is kept" in said
    assert ("the same command goes on" in said) == promised
    assert ("--force starts over" in said) != promised


def test_a_grading_process_that_dies_leaves_everything_to_a_person(tmp_path):
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", tmp_path) as gradebook:
        batch = Batch(EXERCISE, ResultStore(tmp_path / "results"), gradebook, confined=False)
        result = batch._unfinished(Submission("ada", NAME, None))
    assert {one.state for one in result.questions} == {"ungraded", "manual"}
    assert all(one.score is None for one in result.questions)
    assert (
        Report([result]).faults["ada", "minmax"] == "Grading it ended the grading process, twice."
    )


@pytest.mark.parametrize(
    ("outcome", "problems", "said"),
    [
        (
            "passed",
            ("The cell raised FileNotFoundError.",),
            "the solution itself does not run: The",
        ),
        ("ungraded", (), "the check of 'minmax' fails on the solution itself: checks.py, line 3"),
        ("passed", (), None),
    ],
)
def test_a_solution_that_does_not_run_grades_nobody(outcome, problems, said, tmp_path, monkeypatch):
    def perform(job):
        questions = [
            QuestionResult(one.name, one.points, one.points, "passed")
            if outcome == "passed"
            else QuestionResult.ungraded(one, "checks.py, line 3: KeyError\ntraceback")
            for one in EXERCISE.questions
        ]
        return JobResult(
            SubmissionResult("solution", NAME, "k", tuple(questions), problems).to_json()
        )

    monkeypatch.setattr("course_lib.grading.batch.perform", perform)
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", tmp_path) as gradebook:
        batch = Batch(EXERCISE, ResultStore(tmp_path / "results"), gradebook, confined=False)
        if said is None:
            assert batch.grade([], RestartingPool(threads)).results == []
        else:
            with pytest.raises(ExerciseError, match=said):
                batch.grade([], RestartingPool(threads))


def test_a_result_keeps_the_number_of_its_own_exercise(report):
    assert (report.results[0].lms, report.results[0].lms_id) == ("moodle", "501")


def test_exercise_toml_may_begin_with_a_mark_of_the_byte_order(tmp_path: Path):
    path = tmp_path / "exercise.toml"
    path.write_text('title = "Shares"\n', encoding="utf-8-sig")
    assert read_settings(path)["title"] == "Shares"
