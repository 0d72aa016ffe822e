"""What formgrader stores of readers: each for itself, two at once, and comments by their names.

nbgrader keeps one session for all requests: what another reader has entered since is not seen in
it, so that a page shows old scores, and the same old score entered again changes nothing.
"""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.server_extensions.formgrader.apihandlers import CommentHandler, GradeHandler
from nbgrader.server_extensions.formgrader.base import BaseApiHandler, BaseHandler, check_xsrf
from nbgrader.server_extensions.formgrader.handlers import static_path
from sqlalchemy.exc import OperationalError
from tornado import web

from course_lib.checks.notebooks import cells_of, read_notebook
from course_lib.grading.comments import Comments, read_comments
from course_lib.grading.gradebook.patience import alone, is_busy, patient, sentence
from course_lib.grading.gradebook.rows import question_beside

__all__ = ["HANDLERS", "share"]

SECONDS = 10.0
"""How long a request waits; formgrader does nothing else meanwhile."""

_OURS = Path(__file__).parent / "pages" / "reading.js"


def share(server: Any) -> None:
    """Let the server's gradebook wait for others, and see what they have entered."""
    settings = server.web_app.settings
    coursedir = settings["nbgrader_formgrader"].coursedir
    gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
    patient(gradebook.engine, SECONDS)
    settings["nbgrader_gradebook"] = gradebook
    BaseHandler.on_finish = lambda handler: gradebook.db.remove()


class NotStoredError(Exception):
    """Why nothing was stored, for the reader."""


def _told(put: Callable[..., None]) -> Callable[..., None]:
    """Let a reader read why nothing was stored."""

    @functools.wraps(put)
    def storing(self: Any, key: str) -> None:
        try:
            with _alone(self.gradebook):
                put(self, key)
        except NotStoredError as error:
            self.set_status(409)
            self.write({"message": f"{error}."})

    return storing


@contextlib.contextmanager
def _alone(gradebook: Any) -> Iterator[None]:
    """Hold the database for what is read and written together."""
    session = gradebook.db()
    session.rollback()
    try:
        alone(session)
        yield
    except OperationalError as error:
        session.rollback()
        if is_busy(error):
            raise NotStoredError(sentence(SECONDS)) from error
        raise
    except BaseException:
        session.rollback()
        raise


class ReadGrade(GradeHandler):
    """Stores a score, unless another reader has entered one since the page was opened."""

    @web.authenticated
    @_told
    def put(self, key: str) -> None:
        """Store it."""
        data = self.get_json_body() or {}
        row = _row(self.gradebook.find_grade_by_id, key)
        for name in ("manual_score", "extra_credit"):
            now = getattr(row, name)
            if _changed(data, name, now, _number):
                given = "no score" if now is None else f"{now:g}"
                what = "as a score" if name == "manual_score" else "as extra credit"
                raise NotStoredError(
                    f"another reader has entered {given} {what} here since you opened the page:"
                    " nothing of yours was stored; reload the page"
                )
        super().put(key)


class ReadComment(CommentHandler):
    """Stores a comment, unless another reader has written one since the page was opened."""

    @web.authenticated
    @check_xsrf
    @_told
    def put(self, key: str) -> None:
        """Store it, with the text of each comment that it names."""
        data = self.get_json_body() or {}
        row = _row(self.gradebook.find_comment_by_id, key)
        if _changed(data, "manual_comment", row.manual_comment, lambda text: text or ""):
            raise NotStoredError(
                "another reader has written to this student here since you opened the page:"
                " nothing of yours was stored; copy it, and reload the page"
            )
        typed = data.get("manual_comment")
        if isinstance(typed, str) and "/" in typed:
            try:
                comments, questions = _reusable(self.coursedir, row.assignment.name)
                question = questions.get(row.name, row.name)
                typed = comments.applied(typed, question)
            except (ValueError, OSError) as error:
                raise NotStoredError(str(error)) from error
        row.manual_comment = typed
        self.gradebook.db.commit()
        self.write(json.dumps(row.to_dict()))


class Reusable(BaseApiHandler):
    """Tells the comments that can be used again, by cell and name."""

    @web.authenticated
    def get(self, exercise: str) -> None:
        """Tell them."""
        try:
            comments, questions = _reusable(self.coursedir, exercise)
        except (ValueError, OSError) as error:
            self.set_status(409)
            self.write({"message": f"{error}."})
            return
        self.write({cell: comments.of(question) for cell, question in questions.items()})


class ReadingScript(BaseHandler):
    """nbgrader's models, with what two readers and reusable comments need after them."""

    @web.authenticated
    def get(self) -> None:
        """Send both."""
        theirs = Path(static_path) / "js" / "formgrade_models.js"
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.write(theirs.read_text("utf-8") + "\n" + _OURS.read_text("utf-8"))


HANDLERS = [
    ("/formgrader/api/grade/([^/]+)", ReadGrade),
    ("/formgrader/api/comment/([^/]+)", ReadComment),
    ("/formgrader/api/reusable/([^/]+)", Reusable),
    ("/formgrader/static/js/formgrade_models.js", ReadingScript),
]


def _row(find: Callable[[str], Any], key: str) -> Any:
    try:
        return find(key)
    except MissingEntry:
        raise web.HTTPError(404) from None


def _changed(data: dict[str, Any], name: str, now: Any, plain: Callable[[Any], Any]) -> bool:
    """Return whether what is stored is neither what the page showed nor what is entered now."""
    seen = data.get("seen")
    if not isinstance(seen, dict) or name not in seen:
        return False
    return plain(now) not in (plain(seen[name]), plain(data.get(name)))


def _number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


def _reusable(coursedir: Any, exercise: str) -> tuple[Comments, dict[str, str]]:
    """Return an exercise's comments, and the question to which each of its cells belongs."""
    folder = Path(coursedir.source_directory) / exercise
    cells = [
        cell
        for path in sorted(folder.glob("*.ipynb"))[:1]
        for cell in cells_of(read_notebook(path))
        if cell.grade_id
    ]
    questions = [cell.grade_id for cell in cells if cell.grade]
    order = [cell.grade_id for cell in cells]
    beside = {name: question_beside(name, order, questions) for name in order if questions}
    return read_comments(folder, questions), beside
