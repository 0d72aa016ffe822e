"""The only way to a student's code: what is asked and answered, within its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from course_lib.checks.outcomes import Missing, StudentError, Unanswered
from course_lib.checks.values.limits import NotPlain
from course_lib.text import encodable

__all__ = ["Ask", "Channel"]

Ask = Callable[[dict[str, Any]], dict[str, Any]]

_OUTPUT = 10_000
_MESSAGE = 500
_NAME = 100
_PLACE = 200
_SLACK = 200


class Channel:
    """Puts requests to a student's code; trusts no field of a reply.

    Parameters
    ----------
    ask : callable
        ``ask(request) -> reply``; it may raise `Unanswered`.
    clock : callable
        Tells the seconds that the student's code has computed.

    Examples
    --------
    >>> Channel(lambda request: {"missing": "f"}).document("f", {"do": "value", "name": "f"})
    Traceback (most recent call last):
    ...
    course_lib.checks.outcomes.Missing: NameError: f is not defined
    """

    def __init__(self, ask: Ask, clock: Callable[[], float] = time.process_time) -> None:
        self._ask, self.clock = ask, clock
        self.begin(float("inf"))

    def begin(self, timeout: float) -> None:
        """Start another question.

        Parameters
        ----------
        timeout : float
            Seconds of computing that all answers to it may take together.
        """
        self.broken: Exception | None = None
        self.silent: Unanswered | None = None
        self._timeout, self._waited = timeout, 0.0
        self._began = 0.0 if timeout == float("inf") else self.clock()
        self._printed: list[str] = []

    @property
    def output(self) -> str:
        """What the student's code printed since the question began."""
        return "".join(self._printed)[:_OUTPUT]

    def document(self, name: str, request: dict[str, Any]) -> Any:
        """Return the document of the reply.

        Parameters
        ----------
        name : str
            What is asked for.
        request : dict
            For `course_lib.checks.answering`.

        Returns
        -------
        dict
            For `course_lib.checks.values.decode`.

        Raises
        ------
        StudentError
            What the reply tells, or that it cannot be read.
        Unanswered
            There is no answer, now or before in this question.
        """
        reply = self._exchange(request)
        match reply:
            case {"missing": _, **rest} if not rest:
                raise Missing(name)
            case {"value": dict(document), "output": str(output), **rest} if not rest:
                self._print(output)
                return document
            case {
                "error": {"type": str(kind), "message": str(message), "place": str(place), **more},
                "output": str(output),
                **rest,
            } if not rest and not more:
                self._print(output)
                if kind == "NotImplementedError" and not message:
                    inner = place.partition(",")[0].removeprefix("in ")
                    raise Missing(inner if inner.isidentifier() else name, placeholder=True)
                known = "" if kind == NotPlain.__name__ else _clean(kind, _NAME) or "Error"
                raise StudentError(known, _clean(message, _MESSAGE), _clean(place, _PLACE))
        raise StudentError("", "the answer could not be read")

    def _exchange(self, request: dict[str, Any]) -> Any:
        if self.silent is not None:
            raise self.silent
        start = time.monotonic()
        try:
            left = self._left()
            if left <= 0:
                raise Unanswered(f"no answer within {self._timeout:g} s", timeout=True)
            if left != float("inf"):
                request = {**request, "timeout": left}
            return self._asked(request)
        except Unanswered as error:
            self.silent = error
            raise
        except NotPlain as error:
            raise StudentError("", str(error)) from None
        finally:
            self._waited += time.monotonic() - start

    def _left(self) -> float:
        """Return the seconds that answers may compute; the clock is asked when it matters."""
        if self._waited < self._timeout / 2:
            return self._timeout - self._waited
        return self._timeout - min(self._waited, self.clock() - self._began)

    def _asked(self, request: dict[str, Any]) -> Any:
        try:
            return self._ask(request)
        except (Unanswered, NotPlain):
            raise
        except Exception as error:
            self.broken = error
            raise

    def _print(self, text: str) -> None:
        room = _OUTPUT + _SLACK - sum(map(len, self._printed))
        if room > 0 and text:
            self._printed.append(_clean(text, room))


def _clean(text: str, limit: int) -> str:
    return encodable(text[:limit])
