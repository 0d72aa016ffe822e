"""A request to the student's code as Python for its kernel, and the reply that comes back."""

from __future__ import annotations

import base64
from typing import Any

from course_lib.checks.values import wire
from course_lib.checks.values.limits import NotPlain

__all__ = ["read_reply", "request_code"]


def request_code(request: dict[str, Any], kind: str) -> str:
    """Return code that answers a request in the kernel and displays the reply.

    Parameters
    ----------
    request : dict
        For `course_lib.checks.answering`.
    kind : str
        MIME type of what is displayed.

    Returns
    -------
    str
        One expression; it leaves no name behind.
    """
    text = wire.write(request)
    # In base64 an answer of any kind is one plain text on its way.
    return (
        "__import__('IPython.display', fromlist=['display']).display({"
        f"{kind!r}: __import__('base64').b64encode("
        "__import__('course_lib.checks.answering', fromlist=['answer_text'])"
        f".answer_text({text!r}, globals()).encode()).decode()}}, raw=True)"
    )


def read_reply(text: str) -> dict[str, Any]:
    """Return the reply that was displayed.

    Parameters
    ----------
    text : str
        Of unknown origin.

    Returns
    -------
    dict
        For `course_lib.checks.student.Student`, which believes no field of it.

    Raises
    ------
    NotPlain
        It cannot be read.
    """
    try:
        return wire.read(base64.b64decode(text, validate=True))
    except ValueError:
        raise NotPlain("the answer cannot be read") from None
