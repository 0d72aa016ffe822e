"""A voter, calibrator or stack that learned from predictions for rows its members trained on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.lineage import behind

__all__ = ["members_saw_judged", "stacked_on_training"]

MOST = 0.5  # of the rows that it learns from


def stacked_on_training(log: Log) -> Iterator[Finding]:
    """Yield a finding for each model fitted on what others predict for their training rows.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``stacked-on-training``, where the voter, calibrator or stack is fitted.
    """
    for event in log.of("fit"):
        part, members = 0.0, set()
        for fit, ids in _members(log, event):
            trained = [one.rows.ids for one in fit if one.rows is not None]
            if not trained or not len(ids):
                continue
            own = float(np.isin(ids, np.concatenate(trained)).mean())
            if own > MOST:
                part = max(part, own)
                members.add(fit[-1].subject)
        if members:
            yield Finding(
                "stacked-on-training",
                "doubtful",
                event.place,
                f"{event.subject} learns from predictions of {', '.join(sorted(members))} for "
                f"rows of which {part:.0%} were trained on: there they are surer than they "
                "will be on new rows, and whoever remembers best is trusted most.",
                "Fit it on predictions for held-out rows: cross_val_predict, "
                "StackingClassifier(cv=5),\na validation part for the calibrator.",
                "11-ensembles",
                {"share": round(part, 4), "members": len(members)},
            )


def members_saw_judged(log: Log) -> Iterator[Finding]:
    """Yield a finding for each stack that is judged by what members predict for their own rows.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``judged-rows-trained``, where the stack is judged.
    """
    told = set()
    for event in log.of("judge", "predict"):
        for fit, ids in _members(log, event):
            trained = [one.rows.ids for one in fit if one.rows is not None]
            own = float(np.isin(ids, np.concatenate(trained)).mean()) if trained else 0.0
            if own <= MOST or (event.subject, event.place) in told:
                continue
            told.add((event.subject, event.place))
            yield Finding(
                "judged-rows-trained",
                "wrong" if event.kind == "judge" else "doubtful" if log.judges(event) else "note",
                event.place,
                f"{event.subject} is given what {fit[-1].subject} predicts for rows of which "
                f"{own:.0%} are among those that it was trained on: the labels come with them.",
                "Members that answer for new rows are fitted on the training part alone.",
                "11-ensembles",
                {"share": round(own, 4)},
            )


def _members(log: Log, event: Event) -> Iterator[tuple[list[Event], np.ndarray]]:
    """Yield the trainings of each member, and the rows that it was asked for."""
    for number, ids in (event.details.get("of predictions") or {}).items():
        yield behind(log, log.events[number]), ids
    for name in event.details.get("members", ()) if event.kind == "fit" else ():
        own = [one for one in log.of("fit") if one.subject == name and one.number < event.number]
        if own and event.rows is not None:
            yield own[-1:], event.rows.ids
