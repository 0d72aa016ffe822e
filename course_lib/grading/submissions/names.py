"""Names that strangers chose, made safe to use as identifiers, folders and table entries."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

__all__ = ["identifiers", "legible", "safe"]

LONGEST = 100
"""Bytes of UTF-8: leaves room for a file name's ending, and for the 128 that databases take."""

_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def identifiers(names: Iterable[str]) -> dict[str, str]:
    """Return an identifier for each name: the name itself wherever that is safe and unmistakable.

    Identifiers differ also where case and Unicode composition do not count, as on the file systems
    of macOS and Windows. They depend on the names alone, never on their order.

    Parameters
    ----------
    names : iterable of str
        Any text.

    Returns
    -------
    dict of str to str
        Name to identifier.

    Examples
    --------
    >>> identifiers(["ada", "Zoë Müller"])
    {'ada': 'ada', 'Zoë Müller': 'Zoë Müller'}
    >>> identifiers(["Ada", "ada", "../ada"])
    {'Ada': 'Ada-99a563', 'ada': 'ada-fdee43', '../ada': '_ada-600882'}
    """
    unique = list(dict.fromkeys(names))
    plain = {name: safe(name) for name in unique}
    counts = Counter(_folded(text) for text in plain.values())
    return {
        name: _marked(text, name) if counts[_folded(text)] > 1 else text
        for name, text in plain.items()
    }


def safe(name: str) -> str:
    """Return `name` as one component of a path on any system; changed names end in a hash.

    Parameters
    ----------
    name : str
        Any text.

    Returns
    -------
    str
        Nothing invisible in it, no separator, at most 100 bytes, never ``"."``, ``".."`` or a
        device of Windows.

    Examples
    --------
    >>> safe("ada lovelace"), safe("<script>")
    ('ada lovelace', '_script_-5b63e5')
    """
    composed = unicodedata.normalize("NFC", name)
    seen = unicodedata.normalize("NFC", legible(composed))  # what is gone may have parted accents
    text = re.sub(r'[/\\:*?"<>|]+', "_", seen)
    text = re.sub(r"^[\s.~-]+|[\s.]+$", "", text)
    if not text or text.split(".")[0].casefold() in _RESERVED:
        text = f"_{text}"
    cut = _cut(text, LONGEST)
    return cut if cut == composed else _marked(cut, name)


def legible(name: str) -> str:
    """Return `name` without control characters, marks of direction and halves of characters.

    Parameters
    ----------
    name : str
        Any text.

    Returns
    -------
    str
        One line that can be printed, with single spaces.

    Examples
    --------
    >>> legible("Ada" + chr(0x202E) + chr(10) + " Lovelace")
    'Ada Lovelace'
    """
    spaced = re.sub(r"\s", " ", name)
    visible = "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)
    return re.sub(" +", " ", visible).strip()


def _marked(text: str, name: str) -> str:
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{_cut(text, LONGEST - 7)}-{mark}"


def _cut(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore").rstrip(" .")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
