"""Pasted photographs reach the person who grades, and nothing else of a submission does."""

from __future__ import annotations

import base64

import nbformat
import pytest
from nbconvert import HTMLExporter

from course_lib.grading.gradebook.notebook import autograded, written
from course_lib.grading.results import SubmissionResult

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(40)).decode()
SVG = base64.b64encode(b"<svg onload='alert(1)'>").decode()
MARK = {"grade_id": "why", "grade": True, "solution": True, "locked": False, "points": 2}
SOURCE = {
    "cells": [{"cell_type": "markdown", "metadata": {"nbgrader": MARK}, "source": "Why?"}],
    "metadata": {},
}


def graded(text: str, attachments: object = None) -> dict:
    cell = {"cell_type": "markdown", "metadata": {"nbgrader": MARK}, "source": text}
    if attachments is not None:
        cell["attachments"] = attachments
    page = autograded(SOURCE, {"cells": [cell]}, SubmissionResult("ada", "01", "k", ()))
    nbformat.validate(page)
    return page


def html(page: dict) -> str:
    notebook = nbformat.from_dict(page)
    return HTMLExporter(template_name="basic").from_notebook_node(notebook)[0]


@pytest.mark.parametrize(
    ("text", "attachments"),
    [
        ("See ![photo.png](attachment:photo.png).", {"photo.png": {"image/png": PNG}}),
        ("![my photo](attachment:my%20photo.png)", {"my photo.png": {"image/png": PNG}}),
        ("![image.png](data:image/png;base64," + PNG + ")", None),
    ],
)
def test_a_pasted_photograph_is_shown(text, attachments):
    assert f'src="data:image/png;base64,{PNG}"' in html(graded(text, attachments))


def test_a_jpeg_is_shown_also_when_it_is_large():
    large = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(4_000_000)).decode()
    assert large in html(graded("![p](attachment:p.jpg)", {"p.jpg": {"image/jpeg": large}}))


def test_another_picture_is_another_answer():
    pages = [
        graded("![p](attachment:p)", {"p": {k: d}})
        for k, d in (("image/png", PNG), ("image/jpeg", JPEG))
    ]
    assert written(pages[0], "why") != written(pages[1], "why")


@pytest.mark.parametrize(
    ("text", "attachments"),
    [
        ("![p](data:image/svg+xml;base64," + SVG + ")", None),
        ("![p](data:image/png;base64," + SVG + ")", None),
        ("![p](data:text/html,<script>alert(1)</script>)", None),
        ("![p](attachment:p.heic)", {"p.heic": {"image/heic": PNG}}),
        ("![p](attachment:gone.png)", {}),
        ("![p](attachment:p.png)", ["p.png"]),
        ("![p](attachment:p.png)", {"p.png": {"image/png": "no base64"}}),
    ],
)
def test_what_is_no_picture_is_named_and_not_shown(text, attachments):
    page = graded(text, None)
    cell = {"cell_type": "markdown", "metadata": {"nbgrader": MARK}, "source": text}
    cell["attachments"] = attachments
    page = autograded(SOURCE, {"cells": [cell]}, SubmissionResult("ada", "01", "k", ()))
    shown = html(page)
    assert "a picture that cannot be shown" in shown
    assert "<img" not in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "[![p](attachment:p)](javascript:alert(1))",
        "<![p](attachment:p)script>alert(1)</script>",
        "![p](attachment:p)<img src=x onerror=alert(1)>",
        "![p](https://example.org/spy.png)",
    ],
)
def test_a_picture_lets_nothing_else_through(text):
    shown = html(graded(text, {"p": {"image/png": PNG}}))
    assert "javascript:" not in shown.replace("] (javascript:alert(1))", "")
    assert "<script>alert" not in shown
    assert "onerror=alert(1)>" not in shown
    assert 'src="https' not in shown
