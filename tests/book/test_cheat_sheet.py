"""The cheat sheet is one sheet of paper, and what it names is there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from printing.pressing import opened, printed
from pypdf import PdfReader

import course_lib
from course_lib.experiments import Comparison, seeds_needed

BOOK = Path(__file__).resolve().parents[2] / "book"
SHEET = (BOOK / "cheat-sheet.md").read_text("utf-8")
CODE = re.findall(r"`([^`]+)`", SHEET)


@pytest.mark.browser
def test_it_is_printed_on_one_page(chromium, html, tmp_path):
    page = opened(chromium)
    assert printed(page, html / "cheat-sheet.html", tmp_path / "sheet.pdf") == []
    page.context.close()
    (only,) = PdfReader(tmp_path / "sheet.pdf").pages
    text = " ".join(only.extract_text().split())
    for word in ("Ask of every experiment", "Holm", "cannot tell", "output-misfits-loss"):
        assert word in text


@pytest.mark.browser
def test_a_dark_page_is_light_on_paper(chromium, html):
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((html / "cheat-sheet.html").as_uri())
    themes = []
    for event in ("beforeprint", "afterprint"):
        page.evaluate(f"dispatchEvent(new Event('{event}'))")
        themes.append(page.locator("html").get_attribute("data-theme"))
    assert themes == ["light", "dark"]
    context.close()


def test_its_calls_are_in_the_library():
    named = [call for call in CODE if re.match(r"\w+\.\w+", call)]
    assert len(named) > 10
    for call in [*named, *re.findall(r"audit\.\w+", SHEET)]:
        owner, name = re.match(r"(\w+)\.(\w+)", call).groups()
        assert hasattr(Comparison if owner == "race" else getattr(course_lib, owner), name), call
    for call, keyword in re.findall(r"`(?:\w+\.)?(\w+)\([^`]*?(\w+)=", SHEET):
        function = getattr(course_lib.experiments, call, None) or getattr(Comparison, call)
        assert keyword in inspect.signature(function).parameters, f"{call}({keyword}=)"


def test_it_has_each_finding_of_the_audit():
    listed = (BOOK / "audit.md").read_text("utf-8").partition("## What it finds")[2]
    rows = [line.split("|")[1] for line in listed.splitlines() if line.startswith("| `")]
    findings = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    assert len(findings) > 20
    assert findings <= set(CODE), findings - set(CODE)


@pytest.mark.parametrize("ratio", [1, 1.5, 2, 3, 4])
def test_its_rule_for_seeds_is_near_the_exact_number(ratio):
    assert abs(7.85 * ratio**2 + 2 - seeds_needed(1, ratio)) <= 1
