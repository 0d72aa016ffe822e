"""Gradescope's export: folders by numbers, and a file that says whose each is.

``submission_metadata.yml`` has for each folder ``submission_123:`` its ``:submitters:`` with
``:name:``, ``:sid:`` and ``:email:``, several where a group handed in, and ``:created_at:``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["METADATA", "Handed", "submitters"]

METADATA = "submission_metadata.yml"
_FOLDER = re.compile(r"['\"]?([\w-]+)['\"]?:\s*")
_KEY = re.compile(r" {1,3}:?([a-z_]+):")
_FIELD = re.compile(r"\s+(?:- )?:?(name|sid|email|created_at):\s*(.*?)\s*")


@dataclass
class Handed:
    """Who handed in a folder, and when.

    Parameters
    ----------
    people : list of dict
        With ``name``, ``sid`` and ``email`` where they are known.
    when : str
        As Gradescope writes it; empty where not known.

    Examples
    --------
    >>> Handed().people
    []
    """

    people: list[dict[str, str]] = field(default_factory=list)
    when: str = ""


def submitters(text: str) -> dict[str, Handed]:
    r"""Return whose each folder is.

    Parameters
    ----------
    text : str
        Of submission_metadata.yml.

    Returns
    -------
    dict of str to Handed
        By folder.

    Examples
    --------
    >>> found = submitters("submission_7:\n  :submitters:\n  - :name: Ada\n    :sid: '100'\n")
    >>> found["submission_7"].people
    [{'name': 'Ada', 'sid': '100'}]
    """
    found: dict[str, Handed] = {}
    folder: Handed | None = None
    in_list = False
    for line in text.splitlines():
        if match := _FOLDER.fullmatch(line):
            folder, in_list = found.setdefault(match[1], Handed()), False
            continue
        if match := _KEY.match(line):  # what a folder has, not one of its submitters
            in_list = match[1] == "submitters"
        match = _FIELD.fullmatch(line)
        if folder is None or match is None:
            continue
        key, value = match[1], match[2].strip("'\"")
        if key == "created_at":
            folder.when = folder.when or re.sub(r"(\.\d+)? Z$", "+00:00", value)
        elif in_list:
            if line.lstrip().startswith("- "):
                folder.people.append({})
            if folder.people and value:
                folder.people[-1].setdefault(key, value)
    return found
