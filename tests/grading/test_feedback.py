"""Zips of feedback, read back as Canvas and Moodle read them in their own source."""

from __future__ import annotations

import json

import nbformat
import pytest
from systems import canvas_finds, moodle_finds

from course_lib.checks.results import QuestionResult
from course_lib.grading.reports.feedback import feedback_notebook, feedback_zip
from course_lib.grading.results import SubmissionResult

EVIL = "<script>alert(1)</script> ```\n# x $y$ [a](b)"


def of(student: str, lms: str, number: str, handed: str = "", **changes) -> SubmissionResult:
    questions = (
        QuestionResult("minmax", 4, 3.0, "partial", hints=("Look at 0 / 0.",), example=EVIL),
        QuestionResult("unseen", 2, 0.0, "failed", hidden=True, hints=("SECRET",), output="SECRET"),
        QuestionResult("why", 2, 1.5, "manual", comment="Which data?\n" + EVIL),
    )
    given = {"lms": lms, "lms_id": number, "handed": handed, "questions": questions} | changes
    return SubmissionResult(student, "04-shares", "k", **given)


NAMES = {"ada": "Ada_King 99_Lovelace", "alan": "../Alan", "zoe": "Zoë 12"}


def test_moodle_finds_each_participants_page():
    results = [of("ada", "moodle", "501"), of("alan", "moodle", "502"), of("zoe", "moodle", "503")]
    content, students, faults = feedback_zip(results, "moodle", title="Shares", names=NAMES)
    assert (students, faults) == (["ada", "alan", "zoe"], [])
    found = moodle_finds(content, {501, 502, 503, 99, 12})
    assert set(found) == {501, 502, 503}
    assert {name for name, _ in found.values()} == {"/04-shares.html"}
    for page in (text for _, text in found.values()):
        assert "4.5" in page
        assert "Which data?" in page
        assert "SECRET" not in page
        assert "<script" not in page


def test_canvas_finds_each_file_that_was_handed_in():
    results = [
        of("ada", "canvas", "1234", "lovelaceada_LATE_1234_56789_my_file_1_2.ipynb"),
        of("alan", "canvas", "1242", "20231234_1242_56795_x.ipynb"),
        of("eve", "canvas", "1250", "turingalan_1242_56795_x.ipynb"),  # of her group
        of("zoe", "", "", "zoe.ipynb"),
    ]
    content, students, faults = feedback_zip(results, "canvas", names=NAMES)
    assert students == ["ada", "alan", "eve"]
    assert faults == [
        "Left out, for they did not hand in over Canvas, which takes feedback on its files alone:"
        " zoe."
    ]
    found = canvas_finds(content, {1234: 56789, 1242: 56795, 1250: 56795})
    assert set(found) == {1234, 1242, 1250}
    for text in found.values():
        nbformat.validate(nbformat.reads(text, as_version=4))


def test_a_notebook_of_feedback_hides_what_is_hidden_and_runs_nothing():
    text = feedback_notebook(of("ada", "", "", problems=("Two *cells*.",)), title="Shares")
    cells = [cell["source"] for cell in json.loads(text)["cells"]]
    assert cells[0] == "# Shares: 4.5 of 8 points\n\nada\n\nTwo \\*cells\\*."
    assert all(cell["cell_type"] == "markdown" for cell in json.loads(text)["cells"])
    assert "SECRET" not in text
    assert "> &lt;script&gt;alert(1)&lt;/script&gt; \\`\\`\\`\n> \\# x \\$y\\$" in cells[3]
    assert f"````\n{EVIL}\n````" in cells[1]


def test_requests_and_their_answers_go_back():
    asked = (QuestionResult("why", 2, 2.0, "manual"),)
    result = of("ada", "canvas", "1", questions=asked)
    requests = {"": [("All?", "")], "why": [("I *did*.", "You did:\n2 points now.")]}
    whole, why = (
        c["source"] for c in json.loads(feedback_notebook(result, requests=requests))["cells"]
    )
    assert whole.endswith("You asked for another look:\n\n> All?\n\nNobody has answered yet.")
    assert "\n\n> I \\*did\\*.\n\nAnswer:\n\n> You did:\n> 2 points now." in why
    content, _, _ = feedback_zip(
        [of("ada", "moodle", "5", questions=asked)], "moodle", requests={"ada": requests}
    )
    assert "You did:\n2 points now." in moodle_finds(content, {5})[5][1]


@pytest.mark.parametrize("format", ["canvas", "moodle"])
def test_what_is_not_graded_yet_is_not_given_out(format):
    unread = (QuestionResult("why", 2, None, "manual"),)
    handed = "ada_1_2_x.ipynb"
    results = [of("ada", format, "1", handed, questions=unread), of("eve", format, "1", handed)]
    _, students, faults = feedback_zip(results, format)
    assert students == ["eve"]
    assert faults == ["Left out, for answers of theirs are not graded yet: ada."]
    lost = of("ada", format, "1", handed, questions=unread, penalty=1.0)
    assert feedback_zip([lost], format)[1] == ["ada"]


def test_the_same_feedback_is_the_same_zip():
    one, two = (feedback_zip([of("ada", "moodle", "5")], "moodle")[0] for _ in range(2))
    assert one == two


def test_other_systems_take_none():
    with pytest.raises(ValueError, match="format"):
        feedback_zip([], "csv")
