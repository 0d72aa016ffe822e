"""A notebook's outputs as its page shows them; the notebook to download stays as it is."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from chapter_outputs.portrait import PLOTLY

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)

_OWN_CODE = re.compile(r"<(style|script)>.*?</\1>", re.DOTALL)  # the page loads it once

Output = dict[str, Any]


def for_page(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook with its figures, quizzes and tables rewritten for the book, in place."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [_rewritten(output) for output in cell["outputs"]]
    return notebook


def _rewritten(output: Output) -> Output:
    data = output.get("data", {})
    page = _joined(data.get("text/html", ""))
    if PLOTLY in data:
        return output | {"data": {"text/html": plotly_figure(data[PLOTLY])}}
    if page.startswith('<div class="course-quiz'):
        return output | {"data": {"text/html": _OWN_CODE.sub("", page)}}
    if "<table" in page:
        return output | {"data": {"text/html": scrolling_tables(page)}}
    return output


def plotly_figure(figure: dict[str, Any]) -> str:
    """Return the element that plotly_figures.js draws a figure in."""
    layout = figure.get("layout", {})
    meta = layout.get("meta")
    stated = meta.get("alt_text") if isinstance(meta, dict) else None
    title = layout.get("title", {})
    title = title.get("text") if isinstance(title, dict) else title
    label = re.sub(r"<[^>]+>", " ", stated or title or "")
    height = int(layout.get("height") or 450)
    drawing = {key: figure[key] for key in ("data", "layout", "frames") if key in figure}
    return (
        f'<div class="plotly-figure" role="group" style="min-height: {height}px" '
        f'aria-label="Interactive figure. {html.escape(label)}">'
        f'<script type="application/json">{_in_script(drawing)}</script></div>'
    )


def scrolling_tables(page: str) -> str:
    """Return HTML whose tables scroll sideways, by keyboard too, where they are too wide."""
    return _TABLE.sub(
        lambda table: (
            '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">'
            f"{table[0]}</div>"
        ),
        _SCOPED_STYLE.sub("", page),
    )


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _in_script(data: object) -> str:
    return json.dumps(data, separators=(",", ":")).replace("</", "<\\/")
