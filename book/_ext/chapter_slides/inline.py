"""A sentence of a chapter as HTML, without what only the book can resolve."""

from __future__ import annotations

import html
import re

_CITED = re.compile(r"\s*\{cite:\w+\}`[^`]*`")
_ROLE = re.compile(r"\{[\w:]+\}`([^`<]+?)\s*(?:<[^`>]*>)?`")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_MARKS = (  # applied to escaped text
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
    (re.compile(r"\$([^$]+)\$"), r"\\(\1\\)"),
)


def inline(text: str) -> str:
    r"""Return a line of MyST Markdown as HTML: code, stress and formulas, no links or citations.

    Examples
    --------
    >>> inline("A {index}`leak <leak; of one>` at $x < 1$ {cite:p}`s4`, *here*:")
    'A leak at \\(x &lt; 1\\), <em>here</em>:'
    """
    result = html.escape(_plain(text), quote=False)
    for pattern, instead in _MARKS:
        result = pattern.sub(instead, result)
    return result


def without_markup(text: str) -> str:
    """Return a heading as plain text.

    Examples
    --------
    >>> without_markup("What `compile` {index}`does`")
    'What compile does'
    """
    return re.sub(r"[`*$]", "", _plain(text)).strip()


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", _ROLE.sub(r"\1", _CITED.sub("", text)))
