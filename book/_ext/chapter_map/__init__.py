"""Sphinx extension: the map of the course, what builds on what, and the head of each chapter.

All of it comes from ``chapters.yml``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .drawing import drawing
from .graph import graph
from .head import head
from .table import table


class ChapterMap(SphinxDirective):
    """A figure of all chapters, from a YAML file: ``:::{chapter-map} chapters.yml``."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the figure, its caption being the directive's content."""
        relative, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        parts = yaml.safe_load(Path(path).read_text("utf-8"))
        for chapter in (chapter for part in parts for chapter in part["chapters"]):
            if chapter.get("file") not in self.env.found_docs:
                chapter["file"] = None
        wide = drawing(parts, across=3, card=(230, 150), name="wide")
        narrow = drawing(parts, across=1, card=(330, 122), name="narrow")
        figure = nodes.container(classes=["chapter-map"])
        figure += nodes.raw(text=wide + narrow, format="html")
        self.state.nested_parse(self.content, self.content_offset, figure)
        return [figure]


class ChapterGraph(SphinxDirective):
    """What builds on what, drawn and as a table: ``:::{chapter-graph} chapters.yml``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the figure and the table, which says the same and how long each takes."""
        relative, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        parts = yaml.safe_load(Path(path).read_text("utf-8"))
        figure = nodes.container(classes=["chapter-map", "chapter-graph"])
        figure += nodes.raw(text=graph(parts), format="html")
        listed = nodes.container()
        self.state.nested_parse(StringList(table(parts).split("\n"), path), 0, listed)
        return [figure, listed]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, and put the heads in."""
    app.add_directive("chapter-map", ChapterMap)
    app.add_directive("chapter-graph", ChapterGraph)
    app.connect("source-read", _put_head)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _put_head(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the head below the first cell of a chapter; the notebook to download stays as it is."""
    parts = yaml.safe_load((Path(app.srcdir) / "chapters.yml").read_text("utf-8"))
    chapters = {c["file"]: c for part in parts for c in part["chapters"] if "file" in c}
    if docname not in chapters:
        return
    exercise = Path("..", "exercises", docname, f"{docname}.ipynb")
    there = (Path(app.srcdir) / exercise).exists()
    page = f"exercise-{docname}"  # with hints and solutions: in the self-study edition alone
    solved = page if page in app.env.found_docs else None
    text = head(chapters[docname], exercise if there else None, solved)
    notebook = json.loads(source[0])
    cell = {"cell_type": "markdown", "id": "chapter-head", "metadata": {}, "source": text}
    notebook["cells"].insert(1, cell)
    source[0] = json.dumps(notebook)
