"""Answers questions about a notebook's names, beside the student's code.

This runs in the student's own kernel, so nothing here can be trusted, and nothing here knows an
expected value. It imports the standard library, NumPy and what a value itself needs.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import sys
import traceback
from collections.abc import Callable
from typing import Any

from course_lib.checks import values
from course_lib.checks.values import wire
from course_lib.checks.values.limits import NotPlain
from course_lib.text import encodable

__all__ = ["answer", "answer_text", "in_process"]

_OUTPUT = 10_000
_MESSAGE = 500
_ABSENT = object()


def answer(request: dict[str, Any], namespace: dict[str, Any]) -> dict[str, Any]:
    """Return the reply to one request; whatever the student's code raises is part of the reply.

    Parameters
    ----------
    request : dict
        ``{"do": "call" | "value" | "model" | "figure" | "audit", "name": str}`` and, for a
        function, ``"args": [document, ...]`` and ``"kwargs": {name: document}``.
    namespace : dict
        The notebook's names.

    Returns
    -------
    dict
        ``{"value": document, "output": str}``, ``{"error": {"type": str, "message": str,
        "place": str}, "output": str}`` or ``{"missing": name}``.

    Examples
    --------
    >>> answer({"do": "value", "name": "n"}, {"n": 3})
    {'value': {'kind': 'int', 'value': '3'}, 'output': ''}
    >>> answer({"do": "call", "name": "f"}, {"f": lambda: 1 / 0})["error"]
    {'type': 'ZeroDivisionError', 'message': 'division by zero', 'place': ''}
    >>> answer({"do": "value", "name": "m"}, {})
    {'missing': 'm'}
    """
    printed = _Printed(_OUTPUT)
    try:
        with contextlib.redirect_stdout(printed):
            reply = _perform(request, namespace)
    except BaseException as error:  # also SystemExit and what derives from nothing better
        reply = {
            "error": {
                "type": values.type_name(error)[:100],
                "message": _message(error),
                "place": _place(error, namespace),
            }
        }
    if "missing" in reply:
        return reply
    return {**reply, "output": printed.text()}


def answer_text(request: str, namespace: dict[str, Any]) -> str:
    """Return the reply to a request, both as JSON text.

    Parameters
    ----------
    request : str
        What `course_lib.checks.values.wire.write` made of a request.
    namespace : dict
        The notebook's names.

    Returns
    -------
    str
        For `course_lib.checks.values.wire.read`.

    Examples
    --------
    >>> answer_text('{"do": "value", "name": "m"}', {})
    '{"missing":"m"}'
    """
    return wire.write(answer(wire.read(request), namespace))


def in_process(namespace: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a channel to names of this very process; all that crosses it is JSON text.

    Parameters
    ----------
    namespace : dict
        The notebook's names.

    Returns
    -------
    callable
        ``ask(request) -> reply`` for `course_lib.checks.student.Student`.

    Examples
    --------
    >>> in_process({})({"do": "value", "name": "m"})
    {'missing': 'm'}
    """
    return lambda request: wire.read(answer_text(wire.write(request), namespace))


def _perform(request: dict[str, Any], namespace: dict[str, Any]) -> dict[str, Any]:
    name, task = request["name"], request["do"]
    if task == "audit" and not name:
        return {"value": _audited("", None, _report_so_far())}
    found = namespace.get(name, _ABSENT)
    if found is _ABSENT:
        return {"missing": name}
    if task == "value":
        return {"value": values.encode(found)}
    args = [values.decode(part, networks=True) for part in request.get("args", [])]
    kwargs = {
        key: values.decode(part, networks=True) for key, part in request.get("kwargs", {}).items()
    }
    if task == "figure":
        from course_lib.checks import drawing

        return {"value": values.encode(drawing.drawn(found, args, kwargs))}
    if task == "model" and _is_model(found):
        return {"value": values.encode(found)}
    if not callable(found):
        raise TypeError(f"{name} is not a function but of type {values.type_name(found)}")
    if task == "audit":
        from course_lib.audit import audit_call

        return {"value": _audited(name, *audit_call(found, *args, **kwargs))}
    result = found(*args, **kwargs)
    if task == "model" and not _is_model(result):
        raise TypeError(f"{name} returns {values.type_name(result)}, not a Keras model")
    return {"value": _returned(name, result)}


def _returned(name: str, result: Any) -> dict[str, Any]:
    try:
        return values.encode(result)
    except NotPlain as error:
        raise NotPlain(f"{name} returns what cannot be checked: {error}") from None


def _report_so_far() -> Any:
    from course_lib.audit import so_far

    return so_far()


def _audited(name: str, result: Any, report: Any) -> dict[str, Any]:
    """Return what an audit says, and what was returned, or why that cannot be checked."""
    told = {"report": report.json(), "places": [str(one.place) for one in report.findings]}
    try:
        _returned(name, result)
    except NotPlain as error:
        return values.encode({**told, "value": None, "refused": str(error)})
    return values.encode({**told, "value": result, "refused": ""})


def _is_model(value: Any) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.Model)


class _Printed(io.TextIOBase):
    """What is printed, up to a limit; the rest is counted and dropped."""

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._length < self._limit:
            self._parts.append(text[: self._limit - self._length])
        self._length += len(text)
        return len(text)

    def text(self) -> str:
        kept = encodable("".join(self._parts))
        return kept if self._length <= self._limit else f"{kept}\n… ({self._length} characters)"


def _place(error: BaseException, namespace: dict[str, Any]) -> str:
    """Return the last line of the notebook's own code that an error passed."""
    try:
        lines = traceback.walk_tb(error.__traceback__)
        frame, line = [(frame, at) for frame, at in lines if frame.f_globals is namespace][-1]
        text = linecache.getline(frame.f_code.co_filename, line).strip()
        where = f"in {frame.f_code.co_name}, line {line} of its cell"
        return encodable(f"{where}: {text[:100]}" if text else where)
    except BaseException:  # the error is the student's too
        return ""


def _message(error: BaseException) -> str:
    try:
        text = str.__getitem__(str(error), slice(_MESSAGE))
        return encodable(text)
    except BaseException:  # its __str__ is the student's too
        return ""
