"""Sphinx extension: what a reader has read, answered and checked, kept in the browser alone.

Each chapter ends with a panel to tick off; ``:::{reading-progress} chapters.yml`` is the table of
all. Both stand in the page and show themselves where there is JavaScript.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from .markup import panel, table

STATIC = Path(__file__).parent / "static"


class ReadingProgress(SphinxDirective):
    """The table of all chapters, from the YAML file that names them."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, hidden until the script fills it."""
        relative, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        return [nodes.raw("", table(chapters(Path(path))), format="html")]


def chapters(path: Path) -> list[dict[str, Any]]:
    """Return the chapters in the order of reading."""
    parts = yaml.safe_load(path.read_text("utf-8"))
    return [chapter for part in parts for chapter in part["chapters"]]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, and put a panel below each chapter."""
    app.add_directive("reading-progress", ReadingProgress)
    app.connect("config-inited", _add_own_files)
    app.connect("html-page-context", _add_panel)
    app.add_js_file("reading_progress.js", loading_method="defer")
    app.add_css_file("reading_progress.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_own_files(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(STATIC))


def _add_panel(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    for chapter in chapters(Path(app.srcdir) / "chapters.yml"):
        if chapter["file"] == pagename and "body" in context:
            context["body"] += panel(chapter)
