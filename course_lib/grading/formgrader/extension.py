"""What the Jupyter server loads: nbgrader's formgrader without what goes past the grader.

Its *Generate* would hand out hidden checks, its *Autograde* would run submissions without a
sandbox, and what else it collects, releases or writes as feedback is `course`'s to do.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader import load_jupyter_server_extension
from nbgrader.server_extensions.formgrader.apihandlers import AssignmentHandler
from tornado import web

from course_lib.grading.formgrader.reading import HANDLERS, share

__all__ = ["ReadAssignment", "Refused"]

_ACTIONS = {
    "assign": "course release makes what students get",
    "release": "students get what course release makes",
    "unrelease": "students get what course release makes",
    "collect": "course grade reads a folder of submissions, or the zip of Canvas or Moodle",
    "autograde": "course grade grades submissions, in a sandbox",
    "generate_feedback": "course report writes a page for each student",
    "release_feedback": "course report writes a page for each student",
}
_PLACE = "/formgrader/api/(?:assignment|submission)/.+"
_ASSIGNMENT = "/formgrader/api/assignment/([^/]+)"


class Refused(APIHandler):
    """Answers with what does the thing in place of formgrader."""

    def initialize(self, sentence: str) -> None:
        """Take the sentence to say."""
        self.sentence = sentence

    @web.authenticated
    def post(self, *_: str) -> None:
        """Say it; nothing is done."""
        raise web.HTTPError(405, self.sentence)


class ReadAssignment(AssignmentHandler):
    """Tells of an exercise, and changes nothing of it."""

    @web.authenticated
    def put(self, *_: str) -> None:
        """Say what changes it."""
        raise web.HTTPError(405, "an exercise and its deadline stand in exercise.toml")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    if sys.platform.startswith("linux"):
        from course_lib.kernels.confinement import die_with_parent

        die_with_parent()  # however `course formgrader` ends
    base = server.web_app.settings["base_url"]
    # Of two handlers of one address, the one that was added first answers.
    handlers = [
        (url_path_join(base, f"{_PLACE}/{action}"), Refused, {"sentence": sentence})
        for action, sentence in _ACTIONS.items()
    ]
    assignment = (url_path_join(base, _ASSIGNMENT), ReadAssignment)
    reading = [(url_path_join(base, place), handler) for place, handler in HANDLERS]
    server.web_app.add_handlers(".*$", [*handlers, *reading, assignment])
    load_jupyter_server_extension(server)
    share(server)
    environment = server.web_app.settings["nbgrader_jinja2_env"]
    theirs = environment.loader
    ours = FileSystemLoader(Path(__file__).parent / "pages")
    environment.loader = ChoiceLoader([ours, theirs, PrefixLoader({"nbgrader": theirs})])
