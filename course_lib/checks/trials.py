"""What an audit says of a student's trial, as a check asks for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from course_lib.checks.assertions import CheckFailed
from course_lib.checks.outcomes import StudentError
from course_lib.checks.values.limits import NotPlain

__all__ = ["Trial", "Unfair", "assert_fair", "read_trial"]

Severity = Literal["wrong", "doubtful", "note"]
_SEVERITIES: tuple[Severity, ...] = ("wrong", "doubtful", "note")
_TEXT = 600
_MANY = 200


@dataclass(frozen=True)
class Unfair:
    """One finding.

    Parameters
    ----------
    name : str
        As ``"weights-inherited"``; ``course audit``'s page lists them.
    severity : str
        ``"wrong"``, ``"doubtful"`` or ``"note"``.
    place : str
        As ``"cell 4, line 2"``.
    code : str
        That line.
    says : str
        What happened.
    mend : str
        What to do instead.
    evidence : dict
        Numbers, by name.
    """

    name: str
    severity: str
    place: str
    code: str
    says: str
    mend: str
    evidence: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        at = f"{self.place}, `{self.code}`" if self.code else self.place
        mend = " ".join(self.mend.split())
        mend = mend[:1].lower() + mend[1:]
        return f"{self.name} in {at}: {self.says.rstrip('.')}; to mend it, {mend}"


@dataclass(frozen=True)
class Trial:
    """What an audit says of a function's call, or of a notebook.

    Parameters
    ----------
    unfair : tuple of Unfair
        The worst first.
    watched : dict of str to int
        How often each kind of thing happened: ``"load"``, ``"compile"``, ``"fit"``,
        ``"fit transformer"``, ``"predict"``, ``"judge"``, ``"cross-validate"``, ``"tune"``.
    unfollowed : tuple of str
        What the audit could not see.
    returned : object
        What the function returned; None for a notebook.
    refused : str
        Why that cannot be checked; empty where it can.
    """

    unfair: tuple[Unfair, ...] = ()
    watched: dict[str, int] = field(default_factory=dict)
    unfollowed: tuple[str, ...] = ()
    returned: Any = None
    refused: str = ""

    @property
    def value(self) -> Any:
        """What the function returned, as ``student.call`` gives it.

        Raises
        ------
        StudentError
            It is not plain: a model, say.
        """
        if self.refused:
            raise StudentError("", self.refused)
        return self.returned

    def named(self, name: str) -> tuple[Unfair, ...]:
        """Return the findings of a name.

        Parameters
        ----------
        name : str
            As ``"weights-inherited"``.

        Returns
        -------
        tuple of Unfair
            Often none.
        """
        return tuple(one for one in self.unfair if one.name == name)


def assert_fair(
    trial: Trial,
    *,
    severity: Severity = "wrong",
    only: str | Sequence[str] = (),
    allowed: str | Sequence[str] = (),
    watched: Mapping[str, int] | None = None,
    hint: str = "",
) -> None:
    """Fail where an audit found something unfair, or has seen no trial at all.

    Parameters
    ----------
    trial : Trial
        From ``student.audit``.
    severity : str
        The mildest that fails: ``"wrong"``, ``"doubtful"`` or ``"note"``.
    only : str or sequence of str
        Names of the findings that fail, whatever their severity; by default all of `severity`.
    allowed : str or sequence of str
        Names of findings that do not fail.
    watched : mapping of str to int, optional
        How often things must have happened at least, since nothing is unfair where nothing is
        tried; ``{"fit": 1}`` by default.
    hint : str
        What to look at.

    Examples
    --------
    >>> trial = Trial((Unfair("no-seed", "note", "cell 2", "", "No seed.", "Set one."),))
    >>> assert_fair(trial, watched={})
    >>> assert_fair(trial, watched={}, severity="note")
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: no-seed in cell 2: No seed; to mend it, set one.
    >>> assert_fair(trial)
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: 0 times fit was seen, and a trial here needs 1
    """
    for kind, least in ({"fit": 1} if watched is None else watched).items():
        seen = trial.watched.get(kind, 0)
        if seen < least:
            raise CheckFailed(f"{seen} times {kind} was seen, and a trial here needs {least}", hint)
    names, free = _names(only), _names(allowed)
    bad = _SEVERITIES[: _SEVERITIES.index(severity) + 1]
    for one in trial.unfair:
        counts = one.name in names if names else one.severity in bad
        if counts and one.name not in free:
            raise CheckFailed(str(one), hint)


def read_trial(answer: Any) -> Trial:
    """Return what an audit beside the student's code says; no field of it is believed.

    Parameters
    ----------
    answer : object
        What `course_lib.checks.answering` sent, decoded.

    Returns
    -------
    Trial
        As it is said.

    Raises
    ------
    NotPlain
        It is no report.
    """
    try:
        report, places = json.loads(answer["report"]), answer["places"]
        told = zip(report["findings"][:_MANY], places[:_MANY], strict=True)
        return Trial(
            tuple(_unfair(one, place) for one, place in told),
            {str(kind)[:_TEXT]: int(n) for kind, n in report["events"].items()},
            tuple(str(one)[:_TEXT] for one in report["unfollowed"][:_MANY]),
            answer["value"],
            str(answer["refused"])[:_TEXT],
        )
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
        raise NotPlain("the audit cannot be read") from None


def _unfair(plain: dict[str, Any], place: Any) -> Unfair:
    names = ("name", "severity", "says", "mend")
    texts = {name: str(plain[name])[:_TEXT] for name in names}
    code, evidence = str(plain["place"]["code"])[:80], dict(plain["evidence"])
    return Unfair(place=str(place)[:_TEXT], code=code, evidence=evidence, **texts)


def _names(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
