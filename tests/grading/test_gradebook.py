"""Results in nbgrader's own database, read back with nbgrader's own tools."""

from __future__ import annotations

import base64
import copy
import csv
import gc
import html.parser
import io
import json
import logging
import os
import shutil
import signal
import sqlite3
import sys
from dataclasses import dataclass

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbgrader import api
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.plugins.export import CsvExportPlugin
from nbgrader.preprocessors import CheckCellMetadata

from course_lib.checks.results import QuestionResult
from course_lib.grading.gradebook import Assignment, Gradebook
from course_lib.grading.gradebook.notebook import autograded
from course_lib.grading.gradebook.outputs import disarmed
from course_lib.grading.reports.exporting import export as table_of
from course_lib.grading.reports.pages import student_page
from course_lib.grading.results import SubmissionResult

NAME = "01-normalisation"


def marked(kind: str, source: str, grade_id: str, **mark) -> dict:
    mark = {"grade": False, "solution": False, "locked": False, "task": False} | mark
    mark |= {"schema_version": 3, "grade_id": grade_id}
    cell = {"cell_type": kind, "metadata": {"nbgrader": mark}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def release() -> dict:
    return {
        "cells": [
            marked("markdown", "# Scale", "intro", locked=True),
            marked("code", "def minmax(x): ...", "minmax-code", solution=True),
            marked("code", 'check("minmax")', "minmax", grade=True, locked=True, points=3),
            marked("markdown", "Your answer", "essay", grade=True, solution=True, points=4),
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }


QUESTIONS = (
    QuestionResult("minmax", 3, 1.5, "partial", hints=("Constant columns?",), output="x"),
    QuestionResult("leakage", 2, 0.0, "failed", hidden=True, hints=("secret",), message="secret"),
    QuestionResult("bonus", 1, 1.0, "passed", extra=True),
    QuestionResult("essay", 4, None, "manual"),
)


def exercise(**changes) -> Assignment:
    settings = {"questions": QUESTIONS, "deadline": "2026-03-01T23:59:00+01:00"} | changes
    return Assignment(NAME, settings.pop("notebook", release()), **settings)


def result(student: str = "ada", **changes) -> SubmissionResult:
    settings = {
        "questions": QUESTIONS,
        "submitted": "2026-03-02T08:00:00+01:00",
        "late_days": 1,
        "penalty": 0.1,
    } | changes
    return SubmissionResult(student, NAME, "key", **settings)


def answered(text: str = "Because.") -> dict:
    notebook = release()
    notebook["cells"][1]["source"] = "def minmax(x): return x"
    notebook["cells"][3]["source"] = text
    return notebook


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Return a new gradebook's file; nbgrader takes seconds to make one."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def url(tmp_path, empty) -> str:
    shutil.copy(empty, tmp_path / "gradebook.db")
    return f"sqlite:///{tmp_path / 'gradebook.db'}"


@pytest.fixture
def gradebook(url, tmp_path):
    with Gradebook(url, tmp_path) as opened:
        yield opened


def dump(url: str) -> list[str]:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        return sorted(connection.iterdump())


def by_hand(url: str, question: str, score: float | None, comment: str = "", extra=None) -> None:
    """Do what formgrader's handlers do when a person enters a score."""
    with api.Gradebook(url) as book:
        grade = book.find_grade(question, NAME, NAME, "ada")
        grade.manual_score = score
        grade.extra_credit = extra
        grade.needs_manual_grade = score is None and grade.auto_score is None
        if comment:
            book.find_comment(question, NAME, NAME, "ada").manual_comment = comment
        book.db.commit()


def export(url: str, path) -> list[dict]:
    plugin = CsvExportPlugin(log=logging.getLogger("export"))
    plugin.to = str(path / "grades.csv")
    with api.Gradebook(url) as book:
        plugin.export(book)
    with open(plugin.to, newline="") as stream:
        return list(csv.DictReader(stream))


def test_nbgraders_own_export_shows_what_was_stored(gradebook, url, tmp_path):
    gradebook.store(result(), exercise(), answered(), name="Ada Lovelace", lms_id="501")
    (row,) = export(url, tmp_path)
    assert row["assignment"] == NAME
    assert row["student_id"] == "ada"
    assert row["last_name"] == "Ada Lovelace"
    assert row["duedate"] == "2026-03-01 22:59:00"
    assert row["timestamp"] == "2026-03-02 07:00:00"
    assert float(row["raw_score"]) == 2.5
    assert float(row["max_score"]) == 9, "extra credit adds to no total"
    assert float(row["late_submission_penalty"]) == 0.25
    assert float(row["score"]) == 2.25
    assert gradebook.lms_ids() == {"ada": "501"}


def test_formgrader_finds_all_that_it_shows(gradebook, url, tmp_path):
    gradebook.store(result(), exercise(), answered())
    with api.Gradebook(url) as book:
        submission = book.find_submission_notebook(NAME, NAME, "ada")
        assert submission.needs_manual_grade
        assert submission.failed_tests
        grades = {
            g.name: (g.auto_score, g.max_score, g.needs_manual_grade) for g in submission.grades
        }
        assert grades == {
            "minmax": (1.5, 3, False),
            "leakage": (0, 2, False),
            "bonus": (1, 0, False),
            "essay": (None, 4, True),
        }
        assert {c.name for c in submission.comments} == {"minmax-code", "essay"}
        notebook = book.find_notebook(NAME, NAME)
        assert {c.name for c in notebook.source_cells} >= {"intro", "minmax", "essay", "leakage"}
        dicts = book.notebook_submission_dicts(NAME, NAME)
        assert [d["student"] for d in dicts] == ["ada"]
    path = tmp_path / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    shown = nbformat.read(path, as_version=4)
    nbformat.validate(shown)
    MetadataValidator().validate_nb(shown)
    CheckCellMetadata().preprocess(shown, {})
    marks = {c.metadata.nbgrader.grade_id: c for c in shown.cells if "nbgrader" in c.metadata}
    assert {"minmax", "leakage", "bonus", "essay"} <= set(marks)
    assert "1.5 of 3 points\nConstant columns?" in marks["minmax"].outputs[0].text
    assert marks["leakage"].outputs[0].text == "0 of 2 points"
    assert marks["essay"].source == "Because."
    assert not list(tmp_path.rglob("*.partial"))


def test_storing_twice_changes_nothing(gradebook, url, tmp_path):
    gradebook.store(result(), exercise(), answered())
    by_hand(url, "essay", 3.0, "Which data?")
    gradebook.store(result(), exercise(), answered())
    path = tmp_path / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    first, text = dump(url), path.read_bytes()
    for _ in range(2):
        gradebook.store(result(), exercise(), answered())
    with Gradebook(url, tmp_path) as again:
        again.store(result(), exercise(), answered())
    assert dump(url) == first
    assert path.read_bytes() == text


def test_a_comment_on_any_cell_comes_back_with_the_question_that_follows(gradebook, url):
    """formgrader has a field for one below each cell that students write in, graded or not."""
    gradebook.store(result(), exercise(), answered())
    by_hand(url, "essay", None, "Which data?")
    with api.Gradebook(url) as book:
        assert {comment.name for comment in comments_of(book)} == {"minmax-code", "essay"}
        book.find_comment("minmax-code", NAME, NAME, "ada").manual_comment = "Elegant."
        book.db.commit()
    for settled in (
        gradebook.settle(result(), exercise().cell_names()),
        gradebook.store(result(), exercise(), answered()),
    ):
        comments = {q.name: q.comment for q in settled.questions if q.comment}
        assert comments == {"minmax": "Elegant.", "essay": "Which data?"}
    page = student_page(settled)
    assert "Elegant." in page
    assert "Which data?" in page
    (row,) = csv.DictReader(io.StringIO(table_of([settled])))
    assert row["comments"] == "minmax: Elegant.; essay: Which data?"


def comments_of(book):
    (submission,) = book.assignment_submissions(NAME)
    return submission.notebooks[0].comments


def test_a_name_of_nbgraders_students_page_is_a_whole_name(gradebook, url):
    gradebook.store(result(), exercise(), answered())
    with api.Gradebook(url) as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    assert gradebook.names() == {"ada": "Ada Lovelace"}
    gradebook.store(result(), exercise(), answered(), name="A. K. Lovelace")
    assert gradebook.names() == {"ada": "Ada Lovelace"}


def test_a_persons_scores_survive_and_come_back(gradebook, url, tmp_path):
    gradebook.store(result(), exercise(), answered())
    assert gradebook.manual_scores("ada", NAME) == {}
    by_hand(url, "essay", 3.0, "Which data?", extra=0.5)
    by_hand(url, "minmax", 3.0)
    settled = gradebook.settle(result())
    scores = {q.name: (q.score, q.state) for q in settled.questions}
    assert scores["essay"] == (3.5, "manual")
    assert scores["minmax"] == (3.0, "passed")
    assert settled.questions[3].comment == "Which data?"
    assert settled.score == 3 + 0 + 1 + 3.5
    assert float(export(url, tmp_path)[0]["score"]) == pytest.approx(settled.final)
    better = (QuestionResult("minmax", 3, 2.0, "partial"), *QUESTIONS[1:])
    again = gradebook.store(result(questions=better), exercise(), answered())
    assert again.score == settled.score
    manual = gradebook.manual_scores("ada", NAME)
    assert (manual["essay"].score, manual["essay"].unread) == (3.0, False)
    assert manual["minmax"].unread, "the checks give something else now: look again"


def test_an_answer_that_has_changed_is_listed_again(gradebook, url):
    gradebook.store(result(), exercise(), answered())
    by_hand(url, "essay", 3.0)
    gradebook.store(result(), exercise(), answered())
    assert not gradebook.manual_scores("ada", NAME)["essay"].unread
    gradebook.store(result(), exercise(), answered("Because of leakage."))
    assert gradebook.manual_scores("ada", NAME)["essay"].unread
    gradebook.store(result(), exercise(), answered("Because of leakage."))
    assert gradebook.manual_scores("ada", NAME)["essay"].unread
    by_hand(url, "essay", 4.0)
    assert not gradebook.manual_scores("ada", NAME)["essay"].unread


def test_an_exercise_that_changes(gradebook, url):
    gradebook.store(result(), exercise(), answered())
    gradebook.store(result("bob"), exercise(), answered())
    changed = (
        QuestionResult("minmax", 5, 2.5, "partial"),
        QuestionResult("new", 1, 1.0, "passed"),
        QUESTIONS[3],
    )
    gradebook.store(result(questions=changed), exercise(questions=changed), answered())
    with api.Gradebook(url) as book:
        assert book.find_assignment(NAME).max_score == 10
        names = {g.name for g in book.find_submission_notebook(NAME, NAME, "bob").grades}
        assert names == {"minmax", "new", "essay"}, "formgrader needs a row for each"
    by_hand(url, "essay", 2.0)
    before = dump(url)
    with pytest.raises(ValueError, match="no longer has the question 'essay'"):
        gradebook.prepare(exercise(questions=changed[:2]))
    assert dump(url) == before


def test_results_of_other_checks_are_refused(gradebook, url):
    gradebook.prepare(exercise())
    before = dump(url)
    other = (*QUESTIONS, QuestionResult("other", 1, 1.0, "passed"))
    with pytest.raises(ValueError, match="no question 'other'"):
        gradebook.store(result(questions=other), exercise(), answered())
    assert dump(url) == before
    with pytest.raises(ValueError, match="cannot be the name of a folder"):
        gradebook.store(result("../ada"), exercise(), answered())


def test_two_exercises_and_many_students(gradebook, url, tmp_path):
    for student in ("ada", "Zoë Müller", "трудный", "O'Hara"):
        gradebook.store(result(student), exercise(), None)
    other = Assignment("02-pooling", release(), QUESTIONS)
    gradebook.store(result().replace(exercise="02-pooling", submitted=None), other, answered())
    rows = export(url, tmp_path)
    assert len(rows) == 8
    assert sum(float(row["score"]) for row in rows if row["assignment"] == NAME) == 9.0


def test_what_a_submission_may_do_to_its_notebook(gradebook, url, tmp_path):
    notebook = answered()
    cells = notebook["cells"]
    cells[2]["source"] = 'check("minmax", points=99)'
    cells[2]["metadata"]["nbgrader"]["points"] = 99
    cells[3]["cell_type"] = "code"
    cells.append(copy.deepcopy(cells[3]))
    cells.append(marked("code", "x", "invented", grade=True, points=50))
    cells += ["no cell", {}, {"cell_type": "raw", "source": 7, "metadata": []}]
    del cells[0]
    shown = autograded(release(), notebook, result())
    nbformat.validate(nbformat.from_dict(shown))
    MetadataValidator().validate_nb(nbformat.from_dict(shown))
    marks = [c["metadata"]["nbgrader"] for c in shown["cells"] if "nbgrader" in c["metadata"]]
    assert [m["grade_id"] for m in marks][:4] == ["intro", "minmax-code", "minmax", "essay"]
    assert sum(m.get("points", 0) for m in marks) == 9
    by_name = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in shown["cells"]}
    assert by_name["minmax"]["source"] == 'check("minmax")'
    assert by_name["essay"]["cell_type"] == "markdown"


def test_whoever_grades_by_hand_sees_the_rubric(gradebook, url, tmp_path):
    @dataclass(frozen=True)
    class Question:
        name: str
        points: float
        extra: bool = False
        rubric: str = ""

    asked = [Question(q.name, q.points, q.extra) for q in QUESTIONS[:3]]
    asked.append(Question("essay", 4, rubric="2 points for *leakage*."))
    gradebook.store(result(), exercise(questions=tuple(asked)), answered())
    by_hand(url, "essay", 3.0)
    gradebook.store(result(), exercise(questions=tuple(asked)), answered())
    assert not gradebook.manual_scores("ada", NAME)["essay"].unread
    path = tmp_path / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    place = next(n for n, cell in enumerate(cells) if "2 points for" in cell["source"])
    assert cells[place + 1]["metadata"]["nbgrader"]["grade_id"] == "essay"


@pytest.mark.parametrize("handed", [None, {}, {"cells": 7}, {"cells": [None, 3]}, {"cells": {}}])
def test_a_notebook_that_is_none_gives_the_exercise(handed):
    shown = autograded(release(), handed, result())
    nbformat.validate(nbformat.from_dict(shown))
    assert "The student deleted this cell." in json.dumps(shown)


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "[b]\n\n[b]: javascript:alert(1)",
    "![a](http://tracker.example/x.png)",
    "<javascript:alert(1)>",
    "<http://tracker.example>",
    "a <!-- --> <?php ?> </main><svg/onload=alert(1)>",
    "$\\href{javascript:alert(1)}{x}$",
    "`<b>`\n\n    <script>alert(1)</script>",
    "<\nscript>alert(1)</script>",
    "<\0script>alert(1)</script>",
    "|a|\n|-|\n|<iframe src=x>|",
    "# <a href=x>t</a> {onclick=x}",
    "[a]\\(javascript:alert(1))",
    "[a\n](javascript:x)",
    "[a] (javascript:x)",
    "[![a][i]][j]\n\n[i]: x\n[j]: javascript:y",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
]


class Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def tags(notebook: dict) -> list[tuple[str, dict]]:
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.from_dict(notebook))
    parser = Tags()
    parser.feed(body)
    return parser.found


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_submission_runs_in_formgrader(attack):
    notebook = answered(attack)
    rich = {"text/html": attack, "application/javascript": "alert(1)", "image/svg+xml": attack}
    rich |= {"text/latex": attack, "text/markdown": attack, "image/png": f'"{attack}'}
    notebook["cells"][1]["outputs"] = [
        {"output_type": "display_data", "data": rich, "metadata": {}},
        {"output_type": "stream", "name": "stdout", "text": attack},
        {"output_type": "error", "ename": attack, "evalue": attack, "traceback": [attack]},
        {"output_type": "execute_result", "data": {"text/plain": attack}, "metadata": {}},
    ]
    notebook["cells"].append({"cell_type": "markdown", "source": attack, "metadata": {}})
    notebook["cells"].append(
        {"cell_type": "raw", "source": attack, "metadata": {"raw_mimetype": "text/html"}}
    )
    notebook["metadata"] = {"title": attack, "widgets": {attack: attack}}
    shown = autograded(release(), notebook, result(questions=QUESTIONS))
    forbidden = {"script", "img", "svg", "iframe", "b", "main", "object", "embed", "link", "style"}
    for tag, attributes in tags(shown):
        assert tag not in forbidden
        assert not any(key.startswith("on") for key in attributes)
        assert attributes.get("href", "#").startswith(("#", "http://tracker")), attributes
        assert "src" not in attributes
    assert "\\href" not in disarmed(attack)


def test_pictures_and_prints_stay():
    notebook = answered()
    picture = base64.b64encode(bytes(range(256))).decode()
    notebook["cells"][1]["outputs"] = [
        {"output_type": "display_data", "data": {"image/png": picture + "\n"}, "metadata": {}},
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "b" * 99_999]},
    ]
    shown = autograded(release(), notebook, result())
    image, printed = shown["cells"][1]["outputs"]
    assert image["data"] == {"image/png": picture}
    assert len(printed["text"]) == 20_000


# Crashes


def store_better(url: str, folder, after: int) -> None:
    """Store a better result in this process, which is killed before the line of that number."""
    count = 0

    def step(frame, event, argument):
        nonlocal count
        if "gradebook" not in frame.f_code.co_filename:
            return None
        if event == "line":
            count += 1
            if count == after:
                os.kill(os.getpid(), signal.SIGKILL)
        return step

    better = tuple(
        QuestionResult(q.name, q.points, q.points, "passed", extra=q.extra) for q in QUESTIONS
    )
    with Gradebook(url, folder) as book:
        sys.settrace(step)
        book.store(result(questions=better), exercise(), answered("Other."))
        sys.settrace(None)
    (folder / "lines.txt").write_text(str(count))


def forked(*arguments) -> int:
    child = os.fork()
    if child == 0:
        gc.disable()  # another test's TensorFlow objects cannot be taken apart here
        try:
            store_better(*arguments)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")
def test_a_kill_at_any_line_leaves_the_old_or_the_new(gradebook, url, tmp_path):
    gradebook.store(result(), exercise(), answered())
    gradebook.close()
    old = scores(url)
    database = tmp_path / "gradebook.db"
    saved = database.read_bytes()
    assert forked(url, tmp_path, -1) == 0
    lines = int((tmp_path / "lines.txt").read_text())
    new = scores(url)
    assert new["essay"] == 4
    assert old["essay"] is None
    seen = []
    for after in (*range(1, lines, max(1, lines // 40)), *range(lines - 12, lines)):
        database.write_bytes(saved)
        assert forked(url, tmp_path, after) == -signal.SIGKILL
        seen.append(scores(url))
        assert seen[-1] in (old, new)
        with Gradebook(url, tmp_path) as again:
            again.store(result(), exercise(), answered())
        assert scores(url) == old, "and storing again repairs it"
    assert old in seen
    assert new in seen, "the last lines come after the commit"


def scores(url: str) -> dict[str, float | None]:
    with api.Gradebook(url) as book:
        submission = book.find_submission_notebook(NAME, NAME, "ada")
        found = {grade.name: grade.auto_score for grade in submission.grades}
        return found | {"penalty": submission.late_submission_penalty}


def test_opening_what_is_no_gradebook(tmp_path):
    path = tmp_path / "notes.db"
    path.write_bytes(b"these are my notes, not a database" * 99)
    with pytest.raises(ValueError, match="cannot be opened: file is not a database"):
        Gradebook(f"sqlite:///{path}")
    with pytest.raises(ValueError, match="cannot be opened"):
        Gradebook("nonsense")
    with pytest.raises(ValueError, match="cannot be opened"):
        Gradebook("oracle+nothing://x/y")


def test_a_new_gradebook_can_be_upgraded_by_nbgrader(empty):
    with sqlite3.connect(empty) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version
    assert [p.name for p in empty.parent.iterdir()] == ["gradebook.db"]


def test_a_plot_is_read_with_the_outputs_of_the_graded_run():
    """A student may save any picture; where the run gave none, the reader is told so."""
    source = release()
    source["cells"][3] = marked("code", "", "essay", grade=True, solution=True, points=4)
    handed = copy.deepcopy(source)
    saved = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PIXEL}}
    handed["cells"][3] |= {"source": "draw()", "outputs": [saved]}
    drawn = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PIXEL[:-4]}}
    for shown, seen in (({"essay": [drawn]}, PIXEL[:-4]), ({}, "printed and drew nothing")):
        page = autograded(source, handed, result(shown=shown))
        (outputs,) = [c["outputs"] for c in page["cells"] if c["source"] == "draw()"]
        assert len(outputs) == 1
        assert seen in json.dumps(outputs)
        assert PIXEL not in json.dumps(outputs)


PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(10)).decode()
