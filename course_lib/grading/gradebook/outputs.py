"""What a student wrote and printed, as text and pictures that do nothing when they are opened.

formgrader shows a notebook as a page with the grader's rights, and runs what HTML is in it. So
nothing of a submission may become a tag, a link or a script there.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from course_lib.text import encodable

__all__ = ["LONGEST", "disarmed", "harmless_outputs", "plain_text", "stream"]

LONGEST = 20_000
"""Characters of one output or cell."""

_LARGEST = 2_000_000
"""Characters of one picture, in base64."""

_PICTURES = ("image/png", "image/jpeg")


def disarmed(text: str) -> str:
    """Return Markdown in which no tag and no link is left.

    A space ends what would be one; formulas with ``<`` mean the same as before.

    Parameters
    ----------
    text : str
        Markdown by anyone.

    Returns
    -------
    str
        Markdown that gives text, lists, tables and formulas alone.

    Examples
    --------
    >>> disarmed("$a<b$ and <script>, [here](javascript:x)")
    '$a< b$ and < script>, [here] (javascript:x)'
    """
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text.replace("\0", ""))
    text = re.sub(r"\\(?=(href|url|require|class|style|cssId|unicode)\b)", r"\\ ", text)
    return re.sub(r"\](?=[(\[:])", "] ", text)


def harmless_outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the first outputs of a cell: text, errors and pictures.

    Parameters
    ----------
    cell : dict
        A cell, from anyone.

    Returns
    -------
    list of dict
        Outputs as nbformat has them.

    Examples
    --------
    >>> harmless_outputs({"outputs": [{"output_type": "display_data", "data": {"text/html": "x"}}]})
    []
    """
    outputs = cell.get("outputs")
    found = []
    for output in outputs[:50] if isinstance(outputs, list) else []:
        shown = _output(output) if isinstance(output, dict) else None
        if shown is not None:
            found.append(shown)
    return found


def _output(output: dict[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream":
        return stream(
            plain_text(output.get("text")), "stderr" if output.get("name") == "stderr" else ""
        )
    if kind == "error":
        lines = output.get("traceback")
        lines = lines if isinstance(lines, list) else []
        return {
            "output_type": "error",
            "ename": plain_text(output.get("ename"))[:200],
            "evalue": plain_text(output.get("evalue"))[:2000],
            "traceback": [plain_text(line)[:2000] for line in lines[:50]],
        }
    data = _dict(output.get("data"))
    kept: dict[str, Any] = {
        key: picture for key in _PICTURES if (picture := _picture(data.get(key))) is not None
    }
    if "text/plain" in data:
        kept["text/plain"] = plain_text(data["text/plain"])[:LONGEST]
    return {"output_type": "display_data", "data": kept, "metadata": {}} if kept else None


def stream(text: str, name: str = "") -> dict[str, Any]:
    """Return text as an output.

    Examples
    --------
    >>> stream("4 of 4 points")["name"]
    'stdout'
    """
    return {"output_type": "stream", "name": name or "stdout", "text": text[:LONGEST]}


def _picture(value: Any) -> str | None:
    text = plain_text(value)
    if not text or len(text) > _LARGEST:
        return None
    try:
        return base64.b64encode(base64.b64decode("".join(text.split()), validate=True)).decode()
    except (binascii.Error, ValueError):
        return None


def plain_text(value: Any) -> str:
    """Return text that may be a list of lines, or nothing at all.

    Examples
    --------
    >>> plain_text(["a", None, "b"]), plain_text(7)
    ('ab', '')
    """
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return encodable(value) if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
