"""Sphinx extension: the directive ``chapter-map`` draws the course and links what is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .drawing import drawing


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


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("chapter-map", ChapterMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
