"""The two outputs of ``jupyterquiz.display_quiz``: a container in HTML, its questions in a script.

Its container has twelve random letters for an id, so the same quiz differs each time it runs.
"""

from __future__ import annotations

import json
import re
from typing import Any

_CONTAINER = re.compile(r'<div id="([A-Za-z]+)" (data-shufflequestions="[^>]*)>')
_QUESTIONS = re.compile(r"\s*var questions([A-Za-z]+)=")


def container(html: str) -> tuple[str, str] | None:
    """Return the id and the other attributes of a quiz's container, if it is one."""
    found = _CONTAINER.match(html.lstrip())
    return (found[1], found[2]) if found else None


def questions(script: str) -> tuple[str, list[dict[str, Any]]] | None:
    """Return the container's id and the questions of a quiz's script, if it is one."""
    found = _QUESTIONS.match(script)
    if not found:
        return None
    return found[1], json.JSONDecoder().raw_decode(script[found.end() :].lstrip())[0]


def renamed(text: str, name: str = "quiz") -> str:
    """Return a quiz's HTML or script with `name` (letters only) in place of its random id."""
    part = container(text) or questions(text)
    return text.replace(part[0], name) if part else text
