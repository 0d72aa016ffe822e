"""What a class's results say about its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course_lib.checks.results import QuestionResult
from course_lib.grading.results import SubmissionResult

__all__ = ["Overview", "QuestionStatistics", "by_question", "overview", "shares"]


@dataclass(frozen=True)
class Overview:
    """The scores of a class, late penalties and unread answers included as they stand.

    Parameters
    ----------
    count : int
        Submissions.
    points : float
        What can be earned without extra credit.
    mean, median, deviation : float
        Of the final scores; NaN where there is none.
    late, lost : int
        Handed in late, and too late to count.
    troubled : int
        Submissions whose file or run had a problem.
    unread : int
        Written answers that nobody has graded.
    alpha : float
        Cronbach's alpha, the reliability of the sum; NaN where it is not defined.

    Examples
    --------
    >>> overview([]).count
    0
    """

    count: int
    points: float
    mean: float
    median: float
    deviation: float
    late: int
    lost: int
    troubled: int
    unread: int
    alpha: float


@dataclass(frozen=True)
class QuestionStatistics:
    """How a class did on one question.

    Parameters
    ----------
    name : str
        The question.
    points : float
        What it can earn.
    hidden, extra, manual : bool
        What kind it is.
    difficulty : float
        Mean share of the points, from 0 (nobody) to 1 (everybody); NaN where nothing is graded.
        While a written answer is unread, of what has been read.
    discrimination : float
        Correlation of the score with that of all other questions together; NaN where either is
        the same for everyone.
    states : dict of str to int
        How many passed, failed and so on.
    failures : tuple of (str, int)
        The commonest hints and errors, and how many submissions met them.
    seconds : float
        Median time of the check.

    Examples
    --------
    >>> result = SubmissionResult("ada", "01", "k", (QuestionResult("a", 2, 1.0, "partial"),))
    >>> by_question([result])[0].difficulty
    0.5
    """

    name: str
    points: float
    hidden: bool
    extra: bool
    manual: bool
    difficulty: float
    discrimination: float
    states: dict[str, int]
    failures: tuple[tuple[str, int], ...]
    seconds: float


def overview(results: Sequence[SubmissionResult]) -> Overview:
    """Return the scores of a class in numbers.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise.

    Returns
    -------
    Overview
        Counts and moments.
    """
    finals = np.array([result.final for result in results])
    return Overview(
        count=len(results),
        points=max((result.points for result in results), default=0.0),
        mean=float(finals.mean()) if len(finals) else np.nan,
        median=float(np.median(finals)) if len(finals) else np.nan,
        deviation=float(finals.std(ddof=1)) if len(finals) > 1 else np.nan,
        late=sum(result.late_days > 0 for result in results),
        lost=sum(result.penalty >= 1 for result in results),
        troubled=sum(bool(result.problems) for result in results),
        unread=sum(question.score is None for r in results for question in r.questions),
        alpha=_alpha(shares(results)[1]),
    )


def shares(results: Sequence[SubmissionResult]) -> tuple[list[str], np.ndarray]:
    """Return scores as a table: one row a submission, one column a question.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise.

    Returns
    -------
    names : list of str
        The questions, in the exercise's order.
    scores : numpy.ndarray
        Points, NaN where nobody has read the answer or the question was not asked.
    """
    names = list(dict.fromkeys(q.name for result in results for q in result.questions))
    table = np.full((len(results), len(names)), np.nan)
    for row, result in enumerate(results):
        for question in result.questions:
            if question.score is not None:
                table[row, names.index(question.name)] = question.score
    return names, table


def by_question(results: Sequence[SubmissionResult]) -> list[QuestionStatistics]:
    """Return how a class did on each question.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise.

    Returns
    -------
    list of QuestionStatistics
        In the exercise's order.
    """
    names, table = shares(results)
    totals = np.nansum(table, axis=1)
    found = []
    for column, name in enumerate(names):
        asked = [q for result in results for q in result.questions if q.name == name]
        scores = table[:, column]
        known = ~np.isnan(scores)
        if any(question.state == "manual" and question.score is None for question in asked):
            # An unwritten answer has its nought at once; the others wait for a reader.
            known &= ~np.array([_missing(result, name) for result in results])
        first = asked[0]
        manual = any(question.state == "manual" for question in asked)
        rest = totals[known] - scores[known]
        found.append(
            QuestionStatistics(
                name=name,
                points=first.points,
                hidden=first.hidden,
                extra=first.extra,
                manual=manual,
                difficulty=_share(scores[known], first.points),
                discrimination=_correlation(scores[known], rest),
                states=dict(Counter(_state(question) for question in asked)),
                failures=_failures(asked),
                seconds=float(np.median([question.seconds for question in asked])),
            )
        )
    return found


def _state(question: QuestionResult) -> str:
    if question.state != "manual":
        return question.state
    return "unread" if question.score is None else "read"


def _missing(result: SubmissionResult, name: str) -> bool:
    return any(one.name == name and one.state == "missing" for one in result.questions)


def _share(scores: np.ndarray, points: float) -> float:
    return float(scores.mean() / points) if len(scores) and points else np.nan


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    if len(one) < 3 or np.ptp(one) < 1e-9 or np.ptp(other) < 1e-9:
        return np.nan
    return float(np.corrcoef(one, other)[0, 1])


def _alpha(table: np.ndarray) -> float:
    """Return Cronbach's alpha of the submissions whose answers are all graded."""
    whole = table[~np.isnan(table).any(axis=1)] if table.size else table
    count = whole.shape[1] if whole.ndim == 2 else 0
    if len(whole) < 3 or count < 2:
        return np.nan
    total = whole.sum(axis=1).var(ddof=1)
    if total < 1e-9:
        return np.nan
    return float(count / (count - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total))


def _failures(asked: Sequence[QuestionResult], limit: int = 4) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for question in asked:
        said = set(question.hints)
        if question.message:
            said.add(question.message.splitlines()[0][:160])
        counts.update(said)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])
