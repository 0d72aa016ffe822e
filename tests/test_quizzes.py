"""The chapters' quizzes: each can be answered, and shows itself the same each time."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from course_lib import notebook, quizzes
from course_lib.quizzes.rendering import html

FILES = sorted(f for f in files("course_lib.quizzes").iterdir() if f.name.endswith(".json"))
EVERY = [(f.name.removesuffix(".json"), name) for f in FILES for name in json.loads(f.read_text())]


@pytest.mark.parametrize(("chapter", "name"), EVERY)
def test_questions_can_be_answered(chapter, name):
    quiz = quizzes.load(chapter, name)
    assert quiz.questions
    for question in quiz.questions:
        answers = question["answers"]
        assert all(answer["feedback"] for answer in answers)
        if question["type"] == "numeric":
            right = [a for a in answers if a.get("correct")]
            assert right
            assert all("value" in a or a["range"][0] < a["range"][1] for a in right)
            assert answers[-1]["type"] == "default"
        else:
            right = [a for a in answers if a["correct"]]
            assert len(right) < len(answers)
            assert (len(right) > 1) == (question["type"] == "many_choice")


def test_the_longest_answer_is_not_the_right_one_as_a_rule():
    questions = [q for at in EVERY for q in quizzes.load(*at).questions]
    choices = [q["answers"] for q in questions if q["type"] == "multiple_choice"]
    longest = [max(answers, key=lambda a: len(a["answer"]))["correct"] for answers in choices]
    assert sum(longest) <= len(longest) / 2


def test_a_quiz_is_shown_the_same_each_time():
    one, other = (html(notebook.quiz("01-normalisation", "leak")) for _ in range(2))
    assert one == other
    assert repr(notebook.quiz("01-normalisation", "layers")).endswith("of 1 question")


def test_the_right_answer_stands_at_different_places():
    pages = [html(quizzes.load(*at)) for at in EVERY]
    first = [
        re.findall(r'<input type="radio"[^>]*?data-correct="(\w+)"', page)[:1] for page in pages
    ]
    assert 0 < sum(found == ["true"] for found in first) < sum(map(bool, first))


def test_markup_and_characters_of_html():
    answers = [{"value": 1, "correct": True, "feedback": "`a < b`"}]
    question = {"question": "Is $x < y$ & *why*?", "type": "numeric", "answers": answers}
    page = html(quizzes.Quiz("c/n", (question,)))
    assert r"Is \(x &lt; y\) &amp; <em>why</em>?" in page
    assert "&lt;code&gt;a &amp;lt; b&lt;/code&gt;" in page


@pytest.mark.parametrize(
    ("chapter", "name", "error", "message"),
    [
        ("01-normalization", "leak", ValueError, "did you mean '01-normalisation'"),
        ("01-normalisation", "leek", ValueError, "did you mean 'leak'"),
        (1, "leak", TypeError, "chapter must be one of"),
        ("01-normalisation", None, TypeError, "name must be one of"),
    ],
)
def test_a_quiz_that_is_not_there(chapter, name, error, message):
    with pytest.raises(error, match=message):
        notebook.quiz(chapter, name)
