"""Photographs that a student pasted into a written answer, for the person who reads it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any
from urllib.parse import unquote

from course_lib.grading.gradebook.outputs import disarmed, plain_text

__all__ = ["disarmed_with_pictures"]

_PASTED = re.compile(
    r"!\[[^\]\n]{0,500}\]\(\s*(?:attachment:(?P<name>[^)\n]{1,500})"
    r"|data:(?P<kind>[\w/+.-]{1,50})(?:;[\w=-]{1,50})*,(?P<data>[^)]*))\)"
)
_LARGEST = 14_000_000
"""Characters in base64, some 10 MB: cameras' photographs are below."""

_MOST = 20
_BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def disarmed_with_pictures(cell: dict[str, Any], text: str) -> tuple[str, dict[str, Any]]:
    """Return Markdown without tags and links, but with the pictures that were pasted into it.

    Parameters
    ----------
    cell : dict
        A cell, from anyone.
    text : str
        Its Markdown.

    Returns
    -------
    text : str
        As `outputs.disarmed`; what cannot be shown is named in its place.
    attachments : dict
        PNG and JPEG pictures as nbformat has them. Their names change with their content, so that
        another picture is another answer.

    Examples
    --------
    >>> disarmed_with_pictures({}, "So: ![x](data:image/svg+xml;base64,PHN2Zz4=)")[0]
    'So:  (a picture that cannot be shown: image/svg+xml)'
    """
    attachments: dict[str, Any] = {}
    pieces, end = [], 0
    for match in _PASTED.finditer(text):
        pieces.append(disarmed(text[end : match.start()]))
        end = match.end()
        kind, picture = _picture(cell, match)
        if picture is None or len(attachments) >= _MOST:
            pieces.append(f" (a picture that cannot be shown: {disarmed(kind)[:100]})")
            continue
        name = f"picture-{hashlib.sha256(picture.encode()).hexdigest()[:12]}"
        attachments[name] = {kind: picture}
        pieces.append(f" ![picture](attachment:{name})")
    return "".join([*pieces, disarmed(text[end:])]), attachments


def _picture(cell: dict[str, Any], match: re.Match[str]) -> tuple[str, str | None]:
    """Return a picture's kind and its base64; None in place of what is no PNG or JPEG."""
    if match["kind"]:
        found: dict[str, Any] = {match["kind"]: match["data"]}
        kind = match["kind"]
    else:
        name = match["name"].strip()
        held = cell.get("attachments")
        held = held if isinstance(held, dict) else {}
        entry = held.get(name, held.get(unquote(name)))
        found = entry if isinstance(entry, dict) else {}
        kind = name
    for allowed, beginning in _BEGINNINGS.items():
        text = "".join(plain_text(found.get(allowed)).split())
        if not text or len(text) > _LARGEST:
            continue
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            continue
        if content.startswith(beginning):
            return allowed, base64.b64encode(content).decode()
    return kind, None
