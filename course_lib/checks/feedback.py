"""The outcome of a check as a student sees it: HTML for a notebook, text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

from course_lib.checks.outcomes import Case
from course_lib.checks.questions import Question
from course_lib.checks.results import QuestionResult

__all__ = ["Feedback", "feedback_of", "note", "unchecked"]

_WORDS = {
    "passed": "passed",
    "partial": "partly right",
    "failed": "not yet right",
    "error": "your code raised an error",
    "timeout": "took too long",
    "missing": "not there yet",
    "manual": "read by a person",
    "hidden": "checked after you hand in",
    "ungraded": "could not be checked",
    "note": "not checked",
}
# The words tell the outcome; the colours, legible on white and on black, only repeat it.
_COLOURS = {"passed": "#2e8540", "manual": "#4a77b4", "hidden": "#4a77b4", "note": "#8a6d00"}
_COLOURS |= {"ungraded": _COLOURS["note"]}
_OTHER = "#c4442d"
_MARKS = {"passed": "✓"}
_UNJUDGED = (
    "The check itself failed ({}). Does your answer have the form that is asked for? If it does, "
    "this is not your mistake: tell your instructor."
)
_SHORT = 120  # characters of an example that is no riddle beside its hint
_ONCE = ("missing", "error", "timeout")


@dataclass(frozen=True)
class Feedback:
    """What one check found.

    Parameters
    ----------
    name : str
        The question.
    points, score : float
        What it can earn, and what it earned here.
    state : str
        As in `QuestionResult`, or ``"hidden"`` or ``"note"``.
    cases : tuple of Case
        What was looked at, one by one.
    message : str
        The student's own error, or why nothing was checked.
    output : str
        What the student's code printed.
    manual : bool
        Whether a person reads the answer.
    extra : bool
        Whether its points come on top.

    Examples
    --------
    >>> print(Feedback("why", points=3, state="manual", message="A person reads this answer."))
    why (3 points): read by a person
      A person reads this answer.
    """

    name: str
    points: float
    state: str
    score: float = 0.0
    cases: tuple[Case, ...] = ()
    message: str = ""
    output: str = ""
    manual: bool = False
    extra: bool = False

    @property
    def headline(self) -> str:
        """One line: question, points, outcome."""
        points = f"{self.points:g} point{'' if self.points == 1 else 's'}"
        if self.state == "note":
            return f"{self.name}: {self.message}"
        if self.manual and self.state == "missing":
            return f"{self.name} ({points}): {_WORDS[self.state]}"
        if self.state in ("manual", "hidden", "ungraded"):
            return f"{self.name} ({points}): {_WORDS[self.state]}"
        return f"{self.name}: {_WORDS[self.state]}, {self.score:g} of {points}"

    @property
    def right(self) -> bool:
        """Whether nothing is left to do that a check could know of."""
        return self.state in ("passed", "manual", "hidden")

    @property
    def _remark(self) -> str:
        """What is said of the question as a whole: not again what stands under a case."""
        said = [text for _, texts in self._told() for text in texts]
        return "" if self.message in said else self.message

    def _told(self) -> list[tuple[Case, list[str]]]:
        """Return each case with what is said under it: the same sentence once, one example.

        Before an attempt there are no cases: what is missing is one sentence.
        """
        if self.state == "missing":
            return []
        seen: set[str] = set()
        shown = False
        told: list[tuple[Case, list[str]]] = []
        for case in self.cases:
            texts = [text for text in (case.hint, case.detail) if text not in ("", *seen)]
            if case.example and len(case.example) <= _SHORT and not shown:
                texts, shown = [*texts, case.example], True
            told.append((case, [] if case.state == "passed" else texts))
            seen.update([case.detail] if case.state in _ONCE else [])
        return told

    def __str__(self) -> str:
        if self.state == "note":
            return self.headline
        lines = [self.headline]
        for case, texts in self._told():
            lines.append(f"  {_MARKS.get(case.state, '✗')} {case.name}")
            lines += [f"      {text}" for text in texts]
        if self._remark:
            lines.append(f"  {self._remark}")
        if self.output:
            lines += ["  your code printed:", *(f"  | {line}" for line in self.output.splitlines())]
        return "\n".join(lines)

    def to_html(self) -> str:
        """Return the outcome as a piece of HTML without style sheet or script."""
        colour = _COLOURS.get(self.state, _OTHER)
        cases = "".join(
            f'<li style="margin:.2em 0">{_mark(case)} {escape(case.name)}'
            + "".join(f"<br>{escape(text)}" for text in texts)
            + "</li>"
            for case, texts in self._told()
        )
        body = f'<ul style="list-style:none;margin:.3em 0;padding:0">{cases}</ul>' if cases else ""
        if self._remark and self.state != "note":
            body += f'<p style="margin:.3em 0">{escape(self._remark)}</p>'
        if self.output:
            body += (
                "<details><summary>What your code printed</summary>"
                f'<pre style="white-space:pre-wrap">{escape(self.output)}</pre></details>'
            )
        return (
            f'<div role="group" aria-label="Check of {escape(self.name)}" '
            f'style="border-left:.4em solid {colour};padding:.3em .8em;margin:.3em 0">'
            f"<strong>{escape(self.headline)}</strong>{body}</div>"
        )

    def replace(self, **changes: Any) -> Feedback:
        """Return a copy with other values."""
        return replace(self, **changes)

    def to_plain(self) -> dict[str, Any]:
        """Return the outcome as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Feedback:
        """Return the outcome that `to_plain` took apart.

        Parameters
        ----------
        plain : dict
            From `to_plain`.

        Returns
        -------
        Feedback
            An equal one.
        """
        return cls(**{**plain, "cases": tuple(Case(**case) for case in plain["cases"])})


def unchecked(question: Question) -> Feedback:
    """Return what a student is shown of a question whose check does not run yet.

    Parameters
    ----------
    question : Question
        One that a person reads, or a hidden one.

    Returns
    -------
    Feedback
        Of state ``"manual"`` or ``"hidden"``.
    """
    return Feedback(
        name=question.name,
        points=question.points,
        state="manual" if question.manual else "hidden",
        manual=question.manual,
        extra=question.extra,
    )


def feedback_of(result: QuestionResult, cases: Sequence[Case] = ()) -> Feedback:
    """Return what a student is shown of a result.

    Parameters
    ----------
    result : QuestionResult
        Of a visible question, or of a hidden one for its instructor.
    cases : sequence of Case
        What was looked at.

    Returns
    -------
    Feedback
        To show.
    """
    known: dict[str, Any] = {
        "name": result.name,
        "points": result.points,
        "state": result.state,
        "extra": result.extra,
    }
    if result.state == "ungraded":
        fault = result.fault.partition("\n")[0]
        return Feedback(**known, message=_UNJUDGED.format(fault), output=result.output)
    return Feedback(
        **known,
        score=result.score or 0.0,
        cases=tuple(cases),
        message=result.message,
        output=result.output,
    )


def note(name: str, text: str) -> Feedback:
    """Return a remark in the place of an outcome.

    Parameters
    ----------
    name : str
        The question that was asked for.
    text : str
        Why nothing was checked.

    Returns
    -------
    Feedback
        Of state ``"note"``.
    """
    return Feedback(name=name, points=0, state="note", message=text)


def _mark(case: Case) -> str:
    right = case.state == "passed"
    sign, colour = ("✓", _COLOURS["passed"]) if right else ("✗", _OTHER)
    style = f"color:{colour};font-weight:bold"
    return f'<span role="img" aria-label="{_WORDS[case.state]}:" style="{style}">{sign}</span>'
