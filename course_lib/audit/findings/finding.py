"""One thing that was unfair."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from course_lib.audit.places import Place

__all__ = ["SEVERITIES", "Finding", "merged"]

SEVERITIES = ("wrong", "doubtful", "note")


@dataclass(frozen=True)
class Finding:
    """What was unfair, where, how much it matters, and how to mend it.

    Parameters
    ----------
    name : str
        As ``# audit: ignore NAME because ...`` takes it.
    severity : str
        ``"wrong"``: the result does not say what it seems to; ``"doubtful"``: it may not;
        ``"note"``: to be said beside it.
    place : Place
        Where it happened first.
    says : str
        A sentence or two.
    mend : str
        What to do instead, in at most two lines.
    chapter : str
        Of this course, that explains it.
    evidence : dict
        Numbers.
    times : int
        How often it happened at this line.
    """

    name: str
    severity: str
    place: Place
    says: str
    mend: str
    chapter: str
    evidence: dict[str, Any] = field(default_factory=dict)
    times: int = 1


def merged(found: Iterable[Finding]) -> list[Finding]:
    """Return findings with those of one name, severity and line as one, the worst first.

    Parameters
    ----------
    found : iterable of Finding
        In the order of their events.

    Returns
    -------
    list of Finding
        By severity, then by place.
    """
    kept: dict[tuple[Any, ...], Finding] = {}
    for one in found:
        key = one.name, one.severity, one.place.cell, one.place.line
        if key in kept:
            kept[key] = dataclasses.replace(kept[key], times=kept[key].times + one.times)
        else:
            kept[key] = one
    return sorted(kept.values(), key=lambda one: (SEVERITIES.index(one.severity), one.place))
