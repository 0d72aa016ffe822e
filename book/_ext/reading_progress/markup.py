"""The panel below a chapter and the table of all, as HTML that the script fills and shows."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from typing import Any

Chapter = dict[str, Any]


def questions(chapter: Chapter) -> int:
    """Return how many questions the quizzes of a chapter have."""
    file = files("course_lib.quizzes") / f"{chapter['file']}.json"
    if not file.is_file():
        return 0
    return sum(len(quiz) for quiz in json.loads(file.read_text("utf-8")).values())


def panel(chapter: Chapter) -> str:
    """Return what stands below a chapter."""
    quiz = '<span>Quiz: <span class="answered"></span> answered</span>'
    return (
        f'<aside class="reading-progress" {_data(chapter)} aria-label="Your progress" hidden>'
        "<strong>Your progress</strong>"
        f"<label>{_box('read')} chapter read</label>"
        f"{quiz if questions(chapter) else ''}"
        f"<label>{_box('exercise')} exercise done, and its checks pass</label>"
        '<a href="index.html#the-map">All chapters</a></aside>'
    )


def table(chapters: list[Chapter]) -> str:
    """Return the table of all chapters, folded, with a button that forgets everything."""
    columns = ("chapter", "read", "quiz", "exercise")
    heads = "".join(f'<th scope="col">{column}</th>' for column in columns)
    rows = "".join(_row(number, chapter) for number, chapter in enumerate(chapters, start=1))
    return (
        '<details class="reading-progress" hidden><summary>Your progress: '
        '<span class="sum"></span></summary>'
        "<p>Ticks and answers stay in this browser, and nothing is sent. "
        '<span class="why"></span></p>'
        f"<table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        '<button type="button">Forget all, the answers to the quizzes too</button>'
        '<span role="status"></span></details>'
    )


def _row(number: int, chapter: Chapter) -> str:
    title = f"{number}. {chapter['title']}"
    return (
        f"<tr {_data(chapter)}>"
        f'<th scope="row"><a href="{chapter["file"]}.html">{escape(title)}</a></th>'
        f"<td>{_box('read', f'Chapter {number} read')}</td>"
        f'<td class="answered">–</td>'
        f"<td>{_box('exercise', f'Exercise {number} done and checked')}</td></tr>"
    )


def _data(chapter: Chapter) -> str:
    return f'data-chapter="{chapter["file"]}" data-questions="{questions(chapter)}"'


def _box(mark: str, label: str = "") -> str:
    named = f' aria-label="{label}"' if label else ""
    return f'<input type="checkbox" data-mark="{mark}"{named}>'
