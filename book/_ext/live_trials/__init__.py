"""Sphinx extension: trials that run in the page, drawn one seed at a time by its reader.

``:::{live-trial} same`` shows the trial of that name in ``static/live_trials/trials.js``. Its
content is for who has no JavaScript, above a table of the trial as it was run beforehand. The
program is plain JavaScript in small parts, and only pages with a trial load it. A seed gives the
same run each time; another browser's exponential may differ in its last bit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from .digits import write
from .tried import stored, table

STATIC = Path(__file__).parent / "static"
SCRIPTS = (
    "parts",
    "digits",
    "random",
    "network",
    "optimizers",
    "training",
    "distributions",
    "statistics",
    "trials",
    "running",
    "worker",
    "words",
    "figure",
    "tables",
    "repeated",
    "view",
)


class LiveTrial(SphinxDirective):
    """A trial by its name; ``:on:`` names the switches that are on when the page opens."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {"on": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the element that the program fills, with what stands there without it."""
        name = self.arguments[0]
        if name not in stored():
            raise self.error(f"no trial is called {name!r}: there are {', '.join(stored())}")
        content = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, content)
        on = f' data-on="{self.options["on"]}"' if "on" in self.options else ""
        opening = f'<div class="live-trial" data-trial="{name}"{on}>'
        return [
            nodes.raw("", opening, format="html"),
            *content.children,
            nodes.raw("", f"{table(stored()[name])}</div>", format="html"),
        ]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and its files."""
    app.add_directive("live-trial", LiveTrial)
    app.connect("config-inited", _add_own_files)
    app.connect("builder-inited", _write_digits)
    app.connect("html-page-context", _add_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_own_files(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(STATIC))


def _write_digits(app: Sphinx) -> None:
    if app.builder.format == "html":
        write(Path(app.outdir) / "_static" / "live_trials" / "digits.js")


def _add_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    if 'class="live-trial"' in context.get("body", ""):
        app.add_css_file("live_trials/live_trials.css")
        for name in SCRIPTS:
            app.add_js_file(f"live_trials/{name}.js", loading_method="defer", priority=600)
