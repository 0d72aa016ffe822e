"""Judgements that a notebook makes by hand, of what its models have predicted."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

import numpy as np

from course_lib.audit.events import Event, Log, overlap
from course_lib.audit.handmade import scores_in
from course_lib.audit.labels import n_classes
from course_lib.audit.lineage import behind, state
from course_lib.audit.reading import Call

__all__ = ["implied"]

_AGREE = 0.98  # of the training rows, whose labels are those of loading under other names


def implied(log: Log) -> list[Event]:
    """Return a judgement for each prediction that the notebook itself compares with labels.

    Its labels are those of the variable that the prediction is compared with, else those that the
    rows were loaded with, where these are known; ``details["implied"]`` is true. What the same
    model is judged by on these rows otherwise stands for it; folds and splits drawn anew, whose
    rows train other models that are asked at the same line, are left out.

    Parameters
    ----------
    log : Log
        Of all events.

    Returns
    -------
    list of Event
        With the numbers of the predictions.
    """
    scores = scores_in(log.sources)
    by_hand = frozenset().union(*(one.left | one.right for one in scores))
    predicted = list(log.of("predict"))
    for event in predicted:
        _look_inside(event, by_hand)
    asked = [
        event
        for event in predicted
        if event.rows is not None and event.details.get("call") in by_hand and behind(log, event)
    ]
    answered = {event.details["call"] for event in asked}
    found: list[Event] = []
    judged: dict[object, list[Event]] = {}
    for event in log.of("judge") if asked else ():
        judged.setdefault(state(log, event), []).append(event)
    for event in asked:
        sides = [(score.equal, score.against(event.details["call"])) for score in scores]
        names = {equal: one[1] for equal, one in sides if one and not one[0] & answered}
        others = judged.get(state(log, event), [])
        if (
            names
            and not _is_fold(log, event, asked)
            and not any(_instead(log, other, event) for other in others)
        ):
            found.append(_judged(log, event, names.get(True)))
    return found


def _look_inside(event: Event, by_hand: Collection[Call]) -> None:
    """Give a compiled function's event the call within it that the function itself scores."""
    lines = event.details.get("inside")
    if lines is None or event.details.get("call") in by_hand:
        return
    cell, first, last = lines
    own = [one for one in by_hand if one.cell == cell and first <= one.line <= last]
    if own:
        event.details["call"] = min(own)
        event.details["beside"] = {}  # its names are those of the function


def _is_fold(log: Log, event: Event, asked: list[Event]) -> bool:
    """Whether the rows that are asked for train a model that is asked for others there."""
    same = [one for one in asked if one.details["call"] == event.details["call"]]
    for other in same:
        rows = behind(log, other)[-1].rows
        if rows is None or event.rows is None or _same_rows(other, event):
            continue
        if np.isin(event.rows.ids, rows.ids).mean() > 0.5:
            return True
    return False


def _instead(log: Log, judged: Event, asked: Event) -> bool:
    """Whether the same rows are judged as are asked for, before the model is trained again."""
    first, last = sorted((judged.number, asked.number))
    between = log.events[first + 1 : last]
    again = any(one.kind == "fit" and one.subject == asked.subject for one in between)
    return not again and _same_rows(judged, asked)


def _same_rows(one: Event, other: Event) -> bool:
    if one.rows is None or other.rows is None:
        return False
    return overlap(one.rows.ids, other.rows.ids) > 0.5


def _judged(log: Log, asked: Event, name: str | None) -> Event:
    """Return a judgement, with an accuracy where classes were compared with a variable."""
    details = {k: v for k, v in asked.details.items() if k in ("weights", "answers", "calls")}
    details.update(implied=True, scores={})
    assert asked.rows is not None
    rows = asked.rows
    if name is not None:
        labels = (asked.details.get("beside") or {}).get(name)
        if labels is None or len(labels) != len(rows):
            labels = _loaded(log, asked)
        rows = dataclasses.replace(rows, labels=labels)
        parts = asked.details.get("named") or [None]
        if labels is not None and n_classes(labels) and all(part is not None for part in parts):
            answers = np.concatenate(parts)
            if answers.shape == labels.shape:
                details["scores"]["accuracy"] = float(np.mean(answers == labels))
    return dataclasses.replace(asked, kind="judge", rows=rows, details=details)


def _loaded(log: Log, asked: Event) -> np.ndarray | None:
    """Return the classes that rows were loaded with, if all are known, as training names them."""
    assert asked.rows is not None
    loaded = log.ledger.labels_of(asked.rows.ids)
    names = _names(log, behind(log, asked)[-1])
    if names is None or any(one not in names for one in loaded):
        return None
    labels = np.array([names[one] for one in loaded])
    return labels if n_classes(labels) else None


def _names(log: Log, fit: Event) -> dict[Any, Any] | None:
    """Return the label that a training knows each loaded label by, if it does consistently."""
    if fit.rows is None or fit.rows.labels is None:
        return None
    pairs: dict[Any, dict[Any, int]] = {}
    given = fit.rows.labels.tolist()
    for loaded, label in zip(log.ledger.labels_of(fit.rows.ids), given, strict=True):
        if loaded is not None:
            told = pairs.setdefault(loaded, {})
            told[label] = told.get(label, 0) + 1
    names = {loaded: max(told, key=lambda label: told[label]) for loaded, told in pairs.items()}
    right = sum(told[names[loaded]] for loaded, told in pairs.items())
    return names if right >= _AGREE * len(given) else None
