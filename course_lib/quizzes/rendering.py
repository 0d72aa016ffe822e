"""A quiz as HTML: native form controls, which quiz.js marks and quiz.css colours."""

from __future__ import annotations

import json
import random
import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.quizzes.quiz import Quiz

__all__ = ["asset", "html"]

_MARKUP = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\$([^$]+)\$"), r"\\(\1\\)"),
    (re.compile(r"\*([^*\s][^*]*)\*"), r"<em>\1</em>"),
)


def html(quiz: Quiz) -> str:
    """Return the quiz as an element, with the style and the script that it needs.

    The same quiz gives the same characters; the answers' order is drawn from the question's text.

    Examples
    --------
    >>> from course_lib import quizzes
    >>> html(quizzes.load("01-normalisation", "leak"))[:57]
    '<div class="course-quiz tex2jax_process mathjax_process" '
    """
    questions = "".join(_question(question, quiz.name) for question in quiz.questions)
    return (
        f'<div class="course-quiz tex2jax_process mathjax_process" data-quiz="{escape(quiz.name)}"'
        f' role="group" aria-label="Quiz">{questions}</div>'
        f"<style>{asset('quiz.css')}</style><script>{asset('quiz.js')}</script>"
    )


def asset(name: str) -> str:
    """Return the text of a file that lies beside this one.

    Examples
    --------
    >>> ".course-quiz" in asset("quiz.css")
    True
    """
    return (files("course_lib.quizzes") / name).read_text("utf-8")


def _question(question: dict[str, Any], quiz: str) -> str:
    text = question["question"]
    key = f"{quiz}/{random.Random(text).getrandbits(40):010x}"
    kind = question["type"]
    controls = _field if kind == "numeric" else _choices
    note = ' <span class="note">Mark all that apply.</span>' if kind == "many_choice" else ""
    return (
        f'<fieldset class="question" data-kind="{kind}" data-key="{escape(key)}">'
        f"<legend>{_marked(text)}{note}</legend>{controls(question['answers'], key, kind)}"
        '<p class="feedback" role="status"></p></fieldset>'
    )


def _choices(answers: list[dict[str, Any]], key: str, kind: str) -> str:
    control = "radio" if kind == "multiple_choice" else "checkbox"
    order = random.Random(key).sample(range(len(answers)), len(answers))
    return "".join(
        f'<label><input type="{control}" name="{escape(key)}" value="{index}"'
        f' data-correct="{str(answers[index]["correct"]).lower()}"'
        f' data-feedback="{escape(_marked(answers[index]["feedback"]))}">'
        f"<span>{_marked(answers[index]['answer'])}</span></label>"
        for index in order
    )


def _field(answers: list[dict[str, Any]], key: str, kind: str) -> str:
    known = [answer | {"feedback": _marked(answer["feedback"])} for answer in answers]
    return (
        f'<div class="field"><input type="text" inputmode="decimal" autocomplete="off"'
        f' aria-label="Your number" data-answers="{escape(json.dumps(known))}">'
        '<button type="button">Check</button></div>'
    )


def _marked(text: str) -> str:
    """Return text with `code`, *emphasis* and $formulas$ as HTML."""
    text = escape(text, quote=False)
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text
