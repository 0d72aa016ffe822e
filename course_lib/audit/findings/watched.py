"""Judgements that a notebook looks at while it trains, and the weights that it keeps by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.runs import accuracy
from course_lib.audit.lineage import learned, state
from course_lib.audit.weights import share

__all__ = ["kept_by", "looks"]

MOST = 0.5  # of the weights, and of the rows


def looks(log: Log) -> Iterator[tuple[Event, Event]]:
    """Yield each judgement between two passes of one training, as of a loop of epochs.

    Passes go over the same rows: a stream, a growing set or one task after another are none.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    judged, fit : Event
        What was looked at, and the training that went on after it; or the training during which
        a callback judged.
    """
    fits = list(log.of("fit"))
    judged = list(log.of("judge", implied=True))
    for n, later in enumerate(fits):
        earlier = next((one for one in reversed(fits[:n]) if one.subject == later.subject), None)
        if earlier is None or not _goes_on(log, earlier, later):
            continue
        for event in judged:
            between = earlier.number < event.number < later.number
            if between and event.subject == later.subject:
                yield event, later
    for event in log.of("judge", nested=True):
        if event.within == "fit":
            outer = next((one for one in reversed(fits) if one.number < event.number), None)
            if outer is not None and outer.subject == event.subject:
                yield event, outer


def kept_by(log: Log, events: Sequence[Event]) -> list[Event]:
    """Return where a model is given the weights that were judged best, and is judged by them.

    Parameters
    ----------
    log : Log
        Of all events.
    events : sequence of Event
        Judgements of one set of rows, those looked at during training among them.

    Returns
    -------
    list of Event
        Where weights are set or loaded.
    """
    found = []
    for event in [*log.given, *log.of("load weights")]:
        before = [one for one in events if one.number < event.number and "weights" in one.details]
        before = [one for one in before if one.subject == event.subject]
        own = state(log, event)
        if len({state(log, one) for one in before}) < 2 or own != state(log, _best(before)):
            continue
        later = (one for one in events if one.number >= event.number and state(log, one) == own)
        if next(later, None) is not None:
            found.append(event)
    return found


def _goes_on(log: Log, earlier: Event, later: Event) -> bool:
    """Whether two trainings are passes of one loop."""
    if earlier.place != later.place:
        return False
    between = log.events[earlier.number + 1 : later.number]
    if any(one.kind == "compile" and one.subject == later.subject for one in between):
        return False
    if later.details.get("params") != earlier.details.get("params"):
        return False
    if earlier.rows is None or later.rows is None:
        return False
    if np.isin(later.rows.ids, earlier.rows.ids).mean() < MOST or len(earlier.rows) != len(
        later.rows
    ):
        return False
    if later.details.get("method") == "partial_fit":
        return True
    return share(later.details.get("weights", {}), learned(log, earlier)) >= MOST


def _best(judged: Sequence[Event]) -> Event:
    """Return the judgement of the highest accuracy, else of the lowest loss, else the last one."""

    def score(event: Event) -> float:
        scores = event.details.get("scores", {})
        found = accuracy(scores)
        return found if found is not None else -float(scores.get("loss", float("inf")))

    return max(judged, key=score)
