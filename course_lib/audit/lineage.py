"""Which training stands behind the weights that are judged."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.weights import share

__all__ = ["behind", "learned", "rows_of", "state", "trained_on"]


def learned(log: Log, fit: Event) -> set[str]:
    """Return the digests of the weights that a training has changed.

    Parameters
    ----------
    log : Log
        Of all events.
    fit : Event
        A training of a Keras model.

    Returns
    -------
    set of str
        Where batches were passed one by one, what the model's next event found.
    """
    after = fit.details.get("learned")
    if after is None:
        later = (
            event.details["weights"]
            for event in log.events[fit.number + 1 :]
            if event.subject == fit.subject and "weights" in event.details
        )
        after = next(later, {})
    return set(after) - set(fit.details.get("weights", {}))


def behind(log: Log, event: Event) -> list[Event]:
    """Return the trainings behind what an event judges or begins with, the first one first.

    Parameters
    ----------
    log : Log
        Of all events.
    event : Event
        A judgement, a prediction or a training.

    Returns
    -------
    list of Event
        Of an estimator the last fit; of a Keras model all those whose weights it holds, and
        those behind these.
    """
    earlier = [one for one in log.of("fit", "tune", nested=True) if one.number < event.number]
    if "weights" not in event.details:
        own = [one for one in earlier if one.subject == event.subject and one.kind != "compile"]
        return own[-1:] if event.subject else []
    found: dict[int, Event] = {}
    asked = [event]
    while asked:
        last = asked.pop()
        for fit in earlier:
            if fit.number in found or fit.number >= last.number or "weights" not in fit.details:
                continue
            if share(last.details["weights"], learned(log, fit)) > 0:
                found[fit.number] = fit
                asked.append(fit)
    return [found[number] for number in sorted(found)]


def state(log: Log, event: Event) -> object:
    """Return what is the same for two judgements of the same trained model."""
    if "weights" in event.details:
        return frozenset(event.details["weights"])
    fits = behind(log, event)
    return event.subject, fits[-1].number if fits else -1


def trained_on(log: Log, event: Event) -> np.ndarray:
    """Return the rows of all trainings behind an event.

    Parameters
    ----------
    log : Log
        Of all events.
    event : Event
        A judgement, a prediction or a training.

    Returns
    -------
    numpy.ndarray of int64, shape (N,)
        As often as they were passed; none where nothing is known.
    """
    return rows_of(behind(log, event))


def rows_of(fits: Iterable[Event]) -> np.ndarray:
    """Return the rows of trainings, one after the other."""
    used = [fit.rows.ids for fit in fits if fit.rows is not None]
    return np.concatenate(used) if used else np.empty(0, np.int64)
