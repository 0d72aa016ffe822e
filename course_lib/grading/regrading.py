"""What of an earlier result still stands after the exercise has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from course_lib.grading.results import SubmissionResult

__all__ = ["completed", "stamped", "standing"]


def stamped(result: SubmissionResult, digests: Mapping[str, str]) -> SubmissionResult:
    """Return a result whose questions carry the hash of what was asked.

    Parameters
    ----------
    result : SubmissionResult
        Of any of the exercise's questions.
    digests : mapping of str to str
        ``Exercise.question_digests``.

    Returns
    -------
    SubmissionResult
        The same but for the hashes.
    """
    questions = (replace(one, digest=digests[one.name]) for one in result.questions)
    return result.replace(questions=tuple(questions))


def standing(
    result: SubmissionResult | None, digests: Mapping[str, str]
) -> SubmissionResult | None:
    """Return a result with those questions alone that are still asked in the same way.

    A question whose check failed is asked again: what it stumbled over may be gone.

    Parameters
    ----------
    result : SubmissionResult or None
        Of the same notebook, run in the same circumstances; None where there is none.
    digests : mapping of str to str
        ``Exercise.question_digests`` now.

    Returns
    -------
    SubmissionResult or None
        None where no question stands.

    Examples
    --------
    >>> from course_lib.checks.results import QuestionResult
    >>> asked = (QuestionResult("a", 2, 2.0, "passed", digest="1"),)
    >>> before = SubmissionResult("ada", "01", "k", asked)
    >>> standing(before, {"a": "1", "b": "2"}) == before, standing(before, {"a": "3"})
    (True, None)
    """
    if result is None:
        return None
    kept = tuple(
        one
        for one in result.questions
        if digests.get(one.name) == one.digest and one.state != "ungraded"
    )
    return result.replace(questions=kept) if kept else None


def completed(
    result: SubmissionResult, before: SubmissionResult | None, digests: Mapping[str, str]
) -> SubmissionResult:
    """Return a result together with the questions that stood.

    Parameters
    ----------
    result : SubmissionResult
        Of the questions that were asked now.
    before : SubmissionResult or None
        From `standing`.
    digests : mapping of str to str
        ``Exercise.question_digests``, in the exercise's order.

    Returns
    -------
    SubmissionResult
        With every question, in that order.
    """
    result = stamped(result, digests)
    if before is None:
        return result
    questions = {one.name: one for one in (*before.questions, *result.questions)}
    return result.replace(
        questions=tuple(questions[name] for name in digests),
        problems=tuple(dict.fromkeys([*before.problems, *result.problems])),
        output=before.output or result.output,
        shown=before.shown | result.shown,
        seconds=round(before.seconds + result.seconds, 3),
    )
