"""Sphinx extension: a book whose pages need nothing from another host.

MathJax, plotly.js and the quiz code are copied out of the installed packages when the book is
built, and a chapter's outputs are rewritten to use them. A page loads only what its outputs need.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from . import assets
from .rewriting import for_page

OWN = Path(__file__).parent / "static"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx' events."""
    app.connect("config-inited", _add_own_files)
    app.connect("builder-inited", _copy_packages)
    app.connect("source-read", _rewrite_outputs)
    app.connect("html-page-context", _finish_page)
    app.add_css_file("quiz.css")
    app.add_css_file("book.css")
    app.add_css_file("print.css")
    app.add_js_file("regions.js", loading_method="defer")
    app.add_js_file("printing.js", loading_method="defer")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_own_files(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(OWN))


def _copy_packages(app: Sphinx) -> None:
    if app.builder.format == "html":
        assets.copy(Path(app.outdir) / "_static")


def _rewrite_outputs(app: Sphinx, docname: str, source: list[str]) -> None:
    if Path(app.env.doc2path(docname)).suffix == ".ipynb":
        source[0] = json.dumps(for_page(json.loads(source[0])))


def _finish_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    body = context.get("body", "")
    # docutils' role for an entry is deprecated, and a list may hold listitems only
    context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')
    if pagename == "search":
        app.add_js_file("search_summaries.js", loading_method="defer", priority=600)
    for mark, scripts in assets.SCRIPTS.items():
        if f'class="{mark}' in body:
            for script in scripts:
                app.add_js_file(script, loading_method="defer", priority=600)
