"""Sphinx extension: a page to project for each chapter, made of its question, figures and verdicts.

The pages lie beside those of the book and are named after the instructors' page, so that a handout
leaves them out. ``:::{slides} chapters.yml`` lists them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from jinja2 import Environment
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from .reading import slides

OWN = Path(__file__).parent
Chapter = dict[str, Any]


class Slides(SphinxDirective):
    """A list of the pages to project, from the YAML file that names the chapters."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the list, a link a chapter."""
        relative, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        listed = nodes.bullet_list()
        for number, chapter in chapters(Path(path)):
            title = f"{number}. {chapter['title']}"
            link = nodes.reference("", title, internal=True, refuri=address(chapter))
            listed += nodes.list_item("", nodes.paragraph("", "", link))
        return [listed]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, and write the pages when the book is built."""
    app.add_directive("slides", Slides)
    app.connect("config-inited", _add_own_files)
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def chapters(path: Path) -> Iterator[tuple[int, Chapter]]:
    """Yield number and entry of each chapter that has a file, from chapters.yml."""
    parts = yaml.safe_load(path.read_text("utf-8"))
    every = [chapter for part in parts for chapter in part["chapters"]]
    for number, chapter in enumerate(every, start=1):
        if "file" in chapter and path.with_name(f"{chapter['file']}.ipynb").exists():
            yield number, chapter


def address(chapter: Chapter) -> str:
    """Return the name of the page."""
    return f"for-instructors-slides-{chapter['file']}.html"


def page(number: int, chapter: Chapter, notebook: dict[str, Any], course: str) -> str:
    """Return the page to project of a chapter."""
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (OWN / "page.html").read_text("utf-8")
    )
    made = slides(notebook)
    return template.render(
        number=number,
        chapter=chapter,
        slides=made,
        course=course.partition(":")[0],
        drawn=any("plotly-figure" in slide.figure for slide in made),
        formulas=any(r"\(" in slide.caption for slide in made),
    )


def _add_own_files(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(OWN / "static"))


def _write(app: Sphinx, failure: Exception | None) -> None:
    if failure or app.builder.format != "html":
        return
    for number, chapter in chapters(Path(app.srcdir) / "chapters.yml"):
        source = Path(app.srcdir) / f"{chapter['file']}.ipynb"
        notebook = json.loads(source.read_text("utf-8"))
        made = page(number, chapter, notebook, app.config.project)
        (Path(app.outdir) / address(chapter)).write_text(made, "utf-8")
