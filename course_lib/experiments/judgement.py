"""What a planned trial allows to say of its claim, and the report that says it."""

from __future__ import annotations

import html
import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.experiments.sheet import Sheet
from course_lib.experiments.statistics import lower_is_better

if TYPE_CHECKING:
    import pandas as pd

    from course_lib.experiments.comparison import Comparison
    from course_lib.experiments.plan import Plan

__all__ = ["BEFORE", "CLAIMS", "Judgement", "answer", "answer_of_all", "judged", "size"]

CLAIMS = ("better", "worse", "within the margin")
BEFORE = "the trial began before the plan was made"


@dataclass(frozen=True)
class Judgement:
    """An answer to the claim of a plan, with all that it rests on.

    Parameters
    ----------
    plan : Plan
        Written before the trial.
    table : pandas.DataFrame
        That of `verdicts`, with two columns more: ``size``, whether the difference is beyond the
        plan's margin, and ``claim``, the answer for that arm.
    departures : tuple of str
        Where the trial was not what was planned.
    sheet : Sheet
        Of the trial.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"claim": ["holds", "cannot tell"]})
    >>> Judgement(SimpleNamespace(), table, (), Sheet({})).answer
    'cannot tell'
    """

    plan: Plan
    table: pd.DataFrame
    departures: tuple[str, ...]
    sheet: Sheet

    @property
    def answer(self) -> str:
        """One of "holds", "does not hold", "cannot tell" and "not as planned".

        A claim about several arms holds where it does for all of them.
        """
        return "not as planned" if self.departures else answer_of_all(list(self.table["claim"]))

    def report(self) -> str:
        """Return the report in Markdown: claim, answer, figures, departures, plan and sheet."""
        plan = self.plan
        rows: list[Any] = list(self.table.itertuples())
        figures = [
            f"- {arm}: {row.difference:+.4f}, from {row.low:+.4f} to {row.high:+.4f}, in {row.n} "
            f"pairs; {row.size}; the claim: {row.claim}"
            for arm, row in zip(self.table.index, rows, strict=True)
        ]
        about = [f"- {name}: {value}" for name, value in plan.fixed.items()]
        return "\n".join(
            [
                f"# {plan.claim}",
                "",
                f"Answer: **{self.answer}**.",
                "",
                f"## Difference in {plan.metric} from {plan.baseline}",
                "",
                f"What matters: {plan.margin:g}. Confidence {plan.confidence:.0%} of all intervals "
                "together.",
                "",
                *figures,
                "",
                "## Departures from the plan",
                "",
                *_listed(self.departures),
                "",
                "## The plan",
                "",
                f"Digest {plan.digest}, made before the first run: "
                f"{'no' if BEFORE in self.departures else 'yes'}. Expected: {plan.expects}. "
                f"{len(plan.seeds)} seeds, for a deviation of {plan.deviation:g}.",
                "",
                "## Objections to the plan",
                "",
                *_listed(plan.objections()),
                "",
                "## What it holds for",
                "",
                *about,
                "",
                "## Trial sheet",
                "",
                "```text",
                str(self.sheet),
                "```",
                "",
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values: claim, answer, digest, departures, objections, rows, sheet."""
        rows = self.table.to_dict("index")
        return {
            "claim": self.plan.claim,
            "answer": self.answer,
            "digest": self.plan.digest,
            "departures": list(self.departures),
            "objections": self.plan.objections(),
            "rows": {str(arm): row for arm, row in rows.items()},
            "sheet": self.sheet.to_dict(),
        }

    def __str__(self) -> str:
        return "\n".join([self._said(), self.table.to_string(float_format="{:.4f}".format)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{html.escape(line)}</p>" for line in self._said().splitlines())
        return said + self.table.to_html(float_format="{:.4f}".format)

    def _said(self) -> str:
        lines = [f"Claim: {self.plan.claim}", f"Answer: {self.answer}."]
        return "\n".join([*lines, *(f"Not as planned: {one}." for one in self.departures)])


def judged(plan: Plan, comparison: Comparison) -> Judgement:
    """Return what a comparison says of a plan's claim.

    Parameters
    ----------
    plan : Plan
        The plan.
    comparison : Comparison
        The trial.

    Returns
    -------
    Judgement
        With departures, if there are any.
    """
    departures = plan.departures(comparison)
    baseline = plan.baseline if plan.baseline in comparison.variants else None
    with warnings.catch_warnings():  # they stand in the sheet
        warnings.simplefilter("ignore")
        table = comparison.differences(baseline, margin=plan.margin, confidence=plan.confidence)
    sign = -1 if lower_is_better(plan.metric) else 1
    rows: list[Any] = list(table.itertuples())
    ends = [sorted((sign * row.low, sign * row.high)) for row in rows]
    table["size"] = [size(low, high, plan.margin) for low, high in ends]
    table["claim"] = [answer(low, high, plan.margin, plan.expects) for low, high in ends]
    return Judgement(plan, table, tuple(departures), comparison.sheet(seconds=False))


def size(low: float, high: float, margin: float) -> str:
    """Return whether an interval is within a margin, beyond it, or on both sides of its end.

    Examples
    --------
    >>> size(-0.008, -0.001, 0.01), size(0.02, 0.04, 0.01), size(0.001, 0.02, 0.01)
    ('within the margin', 'beyond the margin', 'either side of the margin')
    """
    if -margin < low and high < margin:
        return "within the margin"
    if low >= margin or high <= -margin:
        return "beyond the margin"
    return "unknown" if math.isnan(low) else "either side of the margin"


def answer(low: float, high: float, margin: float, expects: str) -> str:
    """Return what an interval of gains says of a claim.

    Parameters
    ----------
    low, high : float
        Ends of the interval, above 0 where the arm is better than the baseline.
    margin : float
        The smallest difference that matters.
    expects : str
        The claim.

    Returns
    -------
    str
        "holds", "does not hold" (the interval leaves out whatever would bear it out: for a claim
        of better, a gain as large as the margin), or "cannot tell".

    Examples
    --------
    >>> answer(0.001, 0.02, 0.01, "better"), answer(-0.004, 0.003, 0.01, "better")
    ('holds', 'does not hold')
    >>> answer(-0.008, -0.001, 0.01, "within the margin"), answer(-0.02, 0.02, 0.01, "worse")
    ('holds', 'cannot tell')
    """
    if expects == "worse":
        return answer(-high, -low, margin, "better")
    if expects == "better":
        holds, fails = low > 0, high < margin
    else:
        where = size(low, high, margin)
        holds, fails = where == "within the margin", where == "beyond the margin"
    return "holds" if holds else "does not hold" if fails else "cannot tell"


def answer_of_all(answers: list[str]) -> str:
    """Return the answer to a claim about several arms.

    Examples
    --------
    >>> answer_of_all(["holds", "cannot tell"]), answer_of_all(["cannot tell", "does not hold"])
    ('cannot tell', 'does not hold')
    """
    if "does not hold" in answers:
        return "does not hold"
    return "holds" if set(answers) == {"holds"} else "cannot tell"


def _listed(sentences: Any) -> list[str]:
    return [f"- {sentence}" for sentence in sentences] or ["None."]
