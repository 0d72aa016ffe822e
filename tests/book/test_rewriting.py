"""Outputs as the pages show them, and the map of the chapters."""

from __future__ import annotations

import json
import re
from pathlib import Path

from book_offline.rewriting import for_page
from chapter_map.drawing import drawing

PLOTLY = "application/vnd.plotly.v1+json"


def rewritten(*bundles: dict) -> list[dict]:
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data} for data in bundles]
    notebook = {"cells": [{"cell_type": "code", "outputs": outputs}]}
    return [output["data"] for output in for_page(notebook)["cells"][0]["outputs"]]


def inside(page: str) -> object:
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', page)[1])


def test_plotly_becomes_an_element_with_its_data_and_words():
    figure = {"data": [{"y": [1, 2], "name": "</script>"}], "layout": {"title": {"text": "A <b>"}}}
    (data,) = rewritten({PLOTLY: figure, "text/plain": "Figure"})
    assert list(data) == ["text/html"]
    assert inside(data["text/html"]) == figure
    assert 'aria-label="Interactive figure. A  "' in data["text/html"]


def test_plotly_takes_its_stated_words():
    figure = {"data": [], "layout": {"meta": {"alt_text": 'Loss "falls"'}, "title": "x"}}
    (data,) = rewritten({PLOTLY: figure})
    assert "Loss &quot;falls&quot;" in data["text/html"]


def test_quiz_leaves_its_code_to_the_page():
    from course_lib import notebook

    page = notebook.quiz("01-normalisation", "leak")._repr_html_()
    (data,) = rewritten({"text/html": page, "text/plain": "Quiz"})
    assert data["text/html"] == page[: page.index("<style>")]


def test_head_says_what_is_stated_and_nothing_else():
    from chapter_map.head import head

    stated = {"aims": ["what `x` is"], "prerequisites": ["NumPy"], "minutes": {"reading": 50}}
    text = head(stated, Path("../exercises/01/01.ipynb"))
    assert text.startswith("**What you will find out**\n\n- what `x` is\n\n:::{admonition}")
    assert "- NumPy" in text
    assert "about 50 minutes to read." in text
    assert "{download}`its checks <../exercises/01/checks.py>`" in text
    assert head({"title": "T"}) == ""


def test_tables_scroll_and_other_outputs_stay():
    import pandas as pd

    table = pd.DataFrame({"a": [1.5]}).to_html()
    svg = {"text/html": "<svg viewBox='0 0 4 3'></svg>"}
    text = {"text/plain": "0.5"}
    styled = {"text/html": [f"<div><style scoped>th {{}}</style>{table}", "</div>"]}
    page, drawn, words = rewritten(styled, svg, text)
    assert page["text/html"].count('class="table-scroll" tabindex="0"') == 1
    assert "<style" not in page["text/html"]
    assert (drawn, words) == (svg, text)


def test_map_links_what_is_written_and_marks_the_rest():
    parts = [
        {"part": "A & B", "chapters": [{"title": "One", "question": "Why?", "file": "01-one"}]},
        {"part": "C", "chapters": [{"title": "Two", "question": "How?", "file": None}] * 4},
    ]
    svg = drawing(parts, across=3, card=(230, 150), name="wide")
    assert svg.count("<rect") == 5
    assert re.findall(r'href="([^"]*)"', svg) == ["01-one.html"]
    assert svg.count(">to come<") == 4
    assert "A &amp; B" in svg
    assert 'aria-label="Map of the 5 chapters"' in svg
    boxes = re.findall(r'<rect class="frame" x="(\d+)" y="(\d+)"', svg)
    assert len(set(boxes)) == 5


def test_terms_are_found_once_a_section_and_in_prose_only():
    from docutils.core import publish_doctree
    from glossary_terms.finding import first_uses

    page = publish_doctree(
        "Seeds\n=====\n\nOne seed, two seeds, a *seed*; ``seed``.\n\n"
        "First\n-----\n\nSeedlings: the test set, a Seed and the seed.\n\n- an arm, its seeds\n",
        settings_overrides={"doctitle_xform": False},
    )
    found = first_uses(page, {"seed", "test", "test set", "arm"})
    assert [[term for *_, term in one.uses] for one in found] == [
        ["seed"],
        ["test set", "seed"],
        ["arm"],
    ]
    (start, end, _) = found[1].uses[1]
    assert found[1].text.astext()[start:end] == "Seed"


def test_names_in_docstrings_become_code_and_roles_stay():
    from library_reference import _as_code

    lines = [r":math:`\sqrt{n}`, or :math:`n` where `seed` is ``None`` and `x`; see `this <a>`_"]
    _as_code(None, "function", "f", None, None, lines)
    assert lines == [
        r":math:`\sqrt{n}`, or :math:`n` where ``seed`` is ``None`` and ``x``; see `this <a>`_"
    ]
