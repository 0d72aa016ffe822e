"""Trainings behind weights that were made by hand: averaged, smoothed, with noise added."""

from __future__ import annotations

from collections import Counter

from course_lib.audit.events import Event, Log
from course_lib.audit.lineage import behind, learned
from course_lib.audit.weights import share

__all__ = ["blended"]


def blended(log: Log, event: Event) -> list[list[Event]]:
    """Return the runs of which one may be behind weights that come from nothing recorded.

    A model was given weights that are those of no training, of no beginning of one and of no file,
    but of the sizes that training leads to: fresh ones have equal biases, which are not counted.
    A run begins where fresh weights are trained; what begins with unknown ones goes on with it, as
    the rounds of federated averaging do.

    Parameters
    ----------
    log : Log
        Of all events.
    event : Event
        A judgement or a prediction.

    Returns
    -------
    list of list of Event
        Trainings of models of the same sizes, a list a run; empty where the origin is known.
    """
    weights = event.details.get("weights")
    given = [
        one
        for one in log.given
        if one.subject == event.subject
        and one.number <= event.number
        and one.details["weights"] == weights
    ]
    if not weights or not given or behind(log, event):
        return []
    fits = [one for one in log.of("fit", nested=True) if one.number < given[0].number]
    fits = [one for one in fits if "weights" in one.details]
    known = {name for one in fits for name in one.details["weights"]}
    known |= {name for one in log.of("load weights") for name in one.details.get("weights", ())}
    if share(weights, known) > 0:
        return []
    return _runs(log, [one for one in fits if _sizes_after(log, one) == _sizes(weights)])


def _runs(log: Log, fits: list[Event]) -> list[list[Event]]:
    """Return trainings by the fresh weights that they began with."""
    runs: list[list[Event]] = []
    fresh: dict[str, int] | None = None
    for fit in fits:
        begins = fit.details["weights"]
        if len(begins) < len(learned(log, fit)) and not behind(log, fit):
            if begins != fresh or _ended(log, runs[-1][-1], fit):
                runs.append([])
            fresh = begins
        if runs:
            runs[-1].append(fit)
    return runs


def _ended(log: Log, last: Event, fit: Event) -> bool:
    """Whether a run has come to its end before a training with the same fresh weights."""
    whole = len(learned(log, last))
    if len(last.details["weights"]) >= whole:  # a later round
        return True
    blends = [one.number for one in log.given if len(one.details["weights"]) >= whole]
    asked = [one.number for one in log.of("judge", "predict")]
    return any(last.number < number <= fit.number for number in (*blends, *asked))


def _sizes(weights: dict[str, int]) -> Counter[int]:
    return Counter(weights.values())


def _sizes_after(log: Log, fit: Event) -> Counter[int]:
    """Return the sizes of what a training has led to."""
    after = fit.details.get("learned")
    if after is not None and len(after) == len(learned(log, fit)):
        return _sizes(after)
    found: dict[str, int] = next(
        (
            one.details["weights"]
            for one in log.events[fit.number + 1 :]
            if one.subject == fit.subject and "weights" in one.details
        ),
        {},
    )
    return _sizes(found)
