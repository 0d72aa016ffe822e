"""What an audit found, as text and as JSON."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from dataclasses import dataclass, field
from typing import Any

from course_lib.audit.comments import ignored_in
from course_lib.audit.events import Log
from course_lib.audit.findings import find
from course_lib.audit.findings.finding import SEVERITIES, Finding
from course_lib.audit.pages import page
from course_lib.audit.reforms import module_of

__all__ = ["Report", "report_of"]

_WIDTH = 78  # as the code of the book


@dataclass(frozen=True)
class Report:
    """What was unfair in a notebook.

    Parameters
    ----------
    findings : tuple of Finding
        The worst first.
    ignored : tuple of (Finding, str)
        Those that a comment asks to ignore, with its reason.
    unfollowed : tuple of str
        What the audit could not see.
    events : dict of str to int
        How often each kind of thing happened.
    error : str
        Where the notebook ended early, what ended it.
    """

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...] = ()
    unfollowed: tuple[str, ...] = ()
    events: dict[str, int] = field(default_factory=dict)
    error: str = ""

    def fails(self, severity: str) -> bool:
        """Whether something at least as severe was found.

        Parameters
        ----------
        severity : str
            ``"wrong"``, ``"doubtful"`` or ``"note"``.

        Returns
        -------
        bool
            What is ignored does not count.
        """
        bad = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return any(one.severity in bad for one in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values.

        Returns
        -------
        dict
            ``findings``, each with its ``module`` of the REFORMS checklist, ``ignored``,
            ``unfollowed``, ``events``, ``error``.
        """
        return {
            "findings": [
                {**dataclasses.asdict(one), "module": module_of(one.name)} for one in self.findings
            ],
            "ignored": [{**dataclasses.asdict(one), "because": why} for one, why in self.ignored],
            "unfollowed": list(self.unfollowed),
            "events": self.events,
            "error": self.error,
        }

    def json(self) -> str:
        """Return JSON, indented."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def html(self, title: str = "") -> str:
        """Return a page that needs no other file.

        Parameters
        ----------
        title : str
            Name of what was audited.

        Returns
        -------
        str
            HTML.
        """
        asked = [f"{one.name}, {one.place}, because {why}" for one, why in self.ignored]
        lists = {"Ignored, as the notebook asks": asked}
        lists["What could not be followed"] = list(self.unfollowed)
        return page(title, self.summary, self.findings, error=self.error, lists=lists)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Report:
        """Return the report of plain values, as `as_dict` gives them.

        Parameters
        ----------
        plain : dict
            From JSON.

        Returns
        -------
        Report
            The same.
        """
        return cls(
            tuple(_finding(one) for one in plain["findings"]),
            tuple((_finding(one), one["because"]) for one in plain["ignored"]),
            tuple(plain["unfollowed"]),
            dict(plain["events"]),
            plain["error"],
        )

    def __str__(self) -> str:
        parts = [_shown(one) for one in self.findings]
        if self.ignored:
            lines = [f"  {one.name}, {one.place}, because {why}" for one, why in self.ignored]
            parts.append("\n".join(["Ignored, as the notebook asks:", *lines]))
        if self.unfollowed:
            lines = [f"  {what}" for what in self.unfollowed]
            parts.append("\n".join(["What could not be followed:", *lines]))
        if self.error:
            parts.append(f"The notebook ended early, and is audited up to there: {self.error}")
        return "\n\n".join([*parts, self.summary])

    @property
    def summary(self) -> str:
        """How many findings of which severity, and what was watched."""
        counts = {
            severity: sum(one.severity == severity for one in self.findings)
            for severity in SEVERITIES
        }
        told = ", ".join(f"{n} {severity}" for severity, n in counts.items() if n)
        seen = ", ".join(f"{n} {kind}" for kind, n in self.events.items())
        return f"{told or 'Nothing unfair was found'}. Watched: {seen or 'nothing'}."


def report_of(log: Log, error: str = "") -> Report:
    """Return what a log says.

    Parameters
    ----------
    log : Log
        Of a session.
    error : str
        What ended the notebook early.

    Returns
    -------
    Report
        Without what comments in the cells ignore for a reason.
    """
    comments = [one for cell, text in log.sources.items() for one in ignored_in(text, cell)]
    findings, ignored, without = [], [], []
    for one in find(log):
        match = next(
            (c for c in comments if c.covers(one.name, one.place.cell, one.place.line)), None
        )
        if match is None:
            findings.append(one)
        elif match.why:
            ignored.append((one, match.why))
        else:
            findings.append(one)
            without.append(f"{one.name} is not ignored in {one.place}: no reason (because ...)")
    events: dict[str, int] = {}
    for event in log.events:
        events[event.kind] = events.get(event.kind, 0) + 1
    lost = [f"{what}, {place}" for what, place in log.unfollowed.items()]
    return Report(tuple(findings), tuple(ignored), tuple(lost + without), events, error)


def _finding(plain: dict[str, Any]) -> Finding:
    from course_lib.audit.places import Place

    names = [one.name for one in dataclasses.fields(Finding)]
    values = {name: plain[name] for name in names}
    return Finding(**{**values, "place": Place(**plain["place"])})


def _shown(one: Finding) -> str:
    times = f" ({one.times} times)" if one.times > 1 else ""
    lines = [f"{one.severity}: {one.name}, {one.place}{times}"]
    lines += [f"    {one.place.code}"] if one.place.code else []
    lines += textwrap.wrap(one.says, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    mend = " ".join(one.mend.split())
    lines += textwrap.wrap(f"Mend: {mend}", _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([*lines, f"  Chapter {one.chapter}"])
