"""A term of forty students, from the roster to what goes back, against totals worked out by hand.

`make demo-term` runs the same commands, each submission in a kernel of its own. Here those that
are alike are run once.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import json
import sys
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
import systems
from typer.testing import CliRunner

from course_lib.cli import app
from course_lib.grading import workers
from course_lib.grading.jobs import perform
from course_lib.kernels import why_no_sandbox

sys.path.insert(0, str(Path(__file__).parents[2] / "solutions"))
import demo_term as demo

pytestmark = pytest.mark.skipif(why_no_sandbox() is not None, reason=str(why_no_sandbox()))
FIRST, SECOND, THIRD = EXERCISES = demo.EXERCISES
TITLED = list(zip(demo.TITLES, EXERCISES, strict=True))
PEOPLE = {one.login: one for one in demo.students()}
with (Path(__file__).parent / "term_by_hand.csv").open(encoding="utf-8", newline="") as table:
    BY_HAND = {row["student"]: row for row in csv.DictReader(table)}


class Alike(Executor):
    """Performs each job here, and what is alike but for its student once."""

    def __init__(self):
        self.known = {}
        self.asked = 0

    def submit(self, function, job):
        assert function is perform
        key = job.content, job.exercise.digest, job.asked
        self.asked += 1
        done = self.known.get(key) or self.known.setdefault(key, perform(job))
        result = json.dumps({**json.loads(done.result), "student": job.student})
        future = Future()
        future.set_result(dataclasses.replace(done, result=result))
        return future


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Return the folder of the term, what each command printed, and how it was graded."""
    folder = tmp_path_factory.mktemp("term")
    told: list[tuple[tuple[str, ...], str]] = []
    alike = Alike()

    @contextlib.contextmanager
    def pool(**_):
        yield workers.WorkerPool(alike, lambda: 1)

    def course(*arguments, fails=False):
        done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "160"})
        assert done.exit_code == int(fails), (arguments, done.output, done.exception)
        told.append((arguments, done.output))
        return done.output

    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(folder):
        patch.setattr(workers, "worker_pool", pool)
        demo.term(folder, course)
    return folder, told, alike


def entries(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_totals_are_those_worked_out_by_hand(ran):
    got = entries(ran[0] / "gradebook-csv.csv")
    assert set(got) == set(BY_HAND) == set(PEOPLE)
    columns = (*EXERCISES, "total")
    assert {
        student: [row[name] for name in columns] + [row["late_days_left"]]
        for student, row in got.items()
    } == {
        student: [row[name] for name in columns] + [row["left"]] for student, row in BY_HAND.items()
    }
    assert {row["unread"] for row in got.values()} == {"0"}


def test_what_was_unclear_is_said(ran):
    told = ran[1]
    words = {arguments[:2]: output for arguments, output in told}
    assert "Handed in nothing of 01-shares, which counts 0: dhaddad." in told[5][1]
    assert "late by Canvas, which does not say by how much: crossi, hkowalczyk" in told[5][1]
    assert "canvas.csv: " not in words["roster", "canvas.csv"]
    assert words["roster", "moodle.csv"] == "roster.csv: 40 students\n"
    broken = next(output for arguments, output in told if "groups.csv" in arguments)
    for student in ("dlestari", "asato", "rkhoury"):
        assert f"{student}, {SECOND}, shares_unseen: not graded, mend the checks" in broken
    assert broken.count("mend the checks") == 3
    assert "0 of 1 requests are not answered" in words["requests", "--all"]


def test_a_mended_check_is_asked_alone(ran):
    asked = [(content, names) for content, _, names in ran[2].known]
    again = [content for content, names in asked if names == ("shares_unseen",)]
    assert set(again) <= {content for content, names in asked if len(names) > 1}
    # The students and the solution each time; then the second again, and one of the third.
    assert ran[2].asked == (38 + 1) + (37 + 1) + (37 + 1) + (34 + 1) + 1


def test_nbgrader_exports_the_same_scores(ran, tmp_path):
    folder = ran[0]
    theirs = systems.nbgrader_exports(folder / "grades" / "gradebook.db", tmp_path / "grades.csv")
    ours = {}
    for name in EXERCISES:
        for student, row in entries(folder / f"{name}.csv").items():
            # It knows no excuse, and nobody who handed in nothing.
            if not row["status"]:
                ours[student, name] = row
    assert set(theirs) == set(ours)
    for key, row in ours.items():
        score, final = float(row["score"]), float(row["final"])
        assert theirs[key]["raw_score"] == score
        assert theirs[key]["late_submission_penalty"] == pytest.approx(score - final)
        assert theirs[key]["score"] == pytest.approx(final)
        assert theirs[key]["max_score"] == float(row["points"])


def test_canvas_reads_one_exercise_and_the_term(ran):
    folder = ran[0]
    users = {one.canvas: login for login, one in PEOPLE.items()}
    points, one = systems.canvas_imports((folder / "to-canvas.csv").read_text("utf-8"))
    whole_points, whole = systems.canvas_imports(
        (folder / "gradebook-canvas.csv").read_text("utf-8")
    )
    assert points == {"Shares": 6}
    assert whole_points == dict.fromkeys(demo.TITLES, 6)
    for user, login in users.items():
        row = BY_HAND[login]
        cells = {t: cell(row[name]) for t, name in TITLED}
        assert whole[user] == cells
    # A single exercise has no days that went to another, and here none before it.
    assert one == {user: {"Shares": cells["Shares"]} for user, cells in whole.items()}


def cell(text: str) -> float | str:
    return "EX" if text == "excused" else float(text)


def test_moodle_reads_one_exercise_and_the_term(ran):
    folder = ran[0]
    participants = {one.participant: login for login, one in PEOPLE.items()}
    got = systems.moodle_worksheet((folder / "to-moodle.csv").read_text("utf-8"), participants)
    by_hand = {n: float(BY_HAND[login][SECOND]) for n, login in participants.items()}
    assert got == by_hand
    people = {one.participant: (one.name, f"{one.login}@uni.example") for one in PEOPLE.values()}
    for language in systems.LANGUAGES:
        sheet = folder / f"worksheet-{language}.csv"
        sheet.write_text(systems.moodle_gives(people, "6.00", language), "utf-8")
        with contextlib.chdir(folder):
            run = ["export", SECOND, "--format", "moodle", "--worksheet", sheet.name]
            done = CliRunner().invoke(app, run)
        assert done.exit_code == 0, done.output
        assert systems.moodle_worksheet(done.stdout, participants, language) == by_hand
    emails = {f"{login}@uni.example": login for login in PEOPLE}
    text = (folder / "gradebook-moodle.csv").read_text("utf-8")
    assert systems.moodle_gradebook(text, emails) == {
        email: {
            title: float(BY_HAND[login][name])
            for title, name in TITLED
            if cell(BY_HAND[login][name]) != "EX"
        }
        for email, login in emails.items()
    }


def test_feedback_goes_back_to_whom_it_is_for(ran):
    folder = ran[0]
    files = {one.canvas: 8000 + one.place for one in PEOPLE.values()}
    back = systems.canvas_finds((folder / "feedback-canvas.zip").read_bytes(), files)
    participants = {one.participant for one in PEOPLE.values()}
    pages = systems.moodle_finds((folder / "feedback-moodle.zip").read_bytes(), participants)
    for login, one in PEOPLE.items():
        first, second, _ = one.answers
        assert (one.canvas in back) == (first is not None)
        assert (one.participant in pages) == (second is not None)
        if first is not None:
            head = json.loads(back[one.canvas])["cells"][0]["source"].splitlines()[0]
            assert head == f"# Shares: {BY_HAND[login][FIRST]} of 6 points"
    hugo = back[PEOPLE["hlindqvist"].canvas]
    assert "You did, in the last line: 2 points now." in hugo
    assert "Maria Petrova" in pages[PEOPLE["mivanova"].participant][1]


def test_pages_show_requests_comments_and_totals(ran):
    reports = ran[0] / "grades" / "reports"
    hugo = (reports / EXERCISES[0] / "students" / "hlindqvist.html").read_text("utf-8")
    assert "I did say what follows." in hugo
    assert "You did, in the last line: 2 points now." in hugo
    assert "What follows from that?" in hugo  # a reader's comment
    assert len(list((reports / "gradebook" / "students").glob("*.html"))) == 40
    page = (reports / "gradebook" / "index.html").read_text("utf-8")
    assert "Maria Petrova" in page
    assert "Maria Ivanova" not in page
