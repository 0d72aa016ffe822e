"""The judged set watched during training, used to choose, or judged again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from course_lib.audit.events import Event, Log, overlap
from course_lib.audit.findings.best_of import Told, best_of
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import Run, alike
from course_lib.audit.findings.watched import kept_by, looks
from course_lib.audit.lineage import behind, trained_on

__all__ = ["judged_set"]

OFTEN = 5  # different models judged on one set, after which the best of them is one of luck


@dataclass(eq=False)
class _Judged:
    """A set of rows that is judged, and what else was done with it."""

    ids: np.ndarray
    events: list[Event] = field(default_factory=list)
    watched: list[Event] = field(default_factory=list)
    chosen: list[Event] = field(default_factory=list)
    looks: list[Event] = field(default_factory=list)  # of the judgements, those during training

    @property
    def by_hand(self) -> bool:
        """Whether all its scores were made by hand."""
        judged = [*self.events, *self.looks]
        return bool(judged) and all(event.details.get("implied") for event in judged)


def judged_set(log: Log) -> Iterator[Finding]:
    """Yield findings on the set that results are reported on.

    Where some rows are judged that no training watched, those that were watched count as
    validation data, unless they were loaded as a test set; so do rows that several models were
    judged on, where fewer are judged on others afterwards. Where the best of several models is
    taken by these rows is told by `best_of`. What rests on scores made by hand
    alone is doubtful at most.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``judged-set-chose``, ``judged-set-watched`` or ``judged-often``.
    """
    sets = _sets(log)
    arms = {id(one): _arms(log, one) for one in sets}
    told = Told(log)
    for one in sets:
        used = bool(one.watched or one.chosen)
        validation = used and _other_judged(log, one, sets) and not _is_test(log, one.ids)
        best = [] if validation or one.chosen else _best_of(log, one, told)
        yield from best
        if not validation and one.chosen:
            yield _chose(one)
        elif not validation and one.watched:
            yield _watched(one)
        kept = any(event.kind.endswith("weights") for event in one.chosen)
        if not validation and not kept and not any(_after(one, two, arms) for two in sets):
            yield from _often(one, arms[id(one)])


def _best_of(log: Log, one: _Judged, told: Told) -> list[Finding]:
    return list(best_of(log, [event for event in one.events if event not in one.looks], told))


def _sets(log: Log) -> list[_Judged]:
    found: list[_Judged] = []
    for event in log.of("judge", implied=True):
        if event.rows is None or _training_score(log, event):
            continue
        same = _set_of(found, event.rows.ids)
        if same is None:
            same = _Judged(np.unique(event.rows.ids))
            found.append(same)
        same.events.append(event)
    for fit in log.of("fit", "tune", nested=True):
        if fit.watched is not None:
            _assign(log, found, fit)
    for event, fit in looks(log):
        same = None if event.rows is None else _set_of(found, event.rows.ids)
        if same is not None:
            same.looks.append(event)
            same.watched += [] if fit in same.watched else [fit]
    for one in found:
        one.chosen += kept_by(log, [*one.looks, *one.events]) if one.looks else []
    return found


def _set_of(found: list[_Judged], ids: np.ndarray) -> _Judged | None:
    return next((one for one in found if overlap(one.ids, ids) > 0.5), None)


def _assign(log: Log, found: list[_Judged], fit: Event) -> None:
    assert fit.watched is not None
    ids = np.unique(fit.watched.ids)
    same = _set_of(found, ids)
    if same is None and _is_test(log, ids):  # never judged by name, yet a test set
        same = _Judged(ids)
        found.append(same)
    if same is not None:
        monitors = fit.details.get("monitors") or {}
        chooses = fit.kind == "tune" or any(m.startswith("val_") for m in monitors.values())
        (same.chosen if chooses else same.watched).append(fit)


def _other_judged(log: Log, one: _Judged, sets: list[_Judged]) -> bool:
    """Whether rows are judged that no training watched, or asked where this set is by hand."""
    if any(not two.watched and not two.chosen for two in sets):
        return True
    return one.by_hand and any(
        event.rows is not None
        and overlap(one.ids, event.rows.ids) == 0
        and not _training_score(log, event)
        for event in log.of("predict")
    )


def _after(one: _Judged, two: _Judged, arms: dict[int, list[Run]]) -> bool:
    """Whether fewer models are judged on one set after all those of another, as a final test."""
    if not one.events or not two.events or overlap(one.ids, two.ids) > 0:
        return False
    fewer = 0 < len(arms[id(two)]) < len(arms[id(one)])
    return fewer and two.events[0].number > arms[id(one)][-1].judged.number


def _training_score(log: Log, event: Event) -> bool:
    assert event.rows is not None
    return float(np.isin(event.rows.ids, trained_on(log, event)).mean()) > 0.95


def _is_test(log: Log, ids: np.ndarray) -> bool:
    """Whether rows were loaded as the last of several parts."""
    parts = [event.details["parts"] for event in log.of("load") if "parts" in event.details]
    return any(len(part) > 1 and np.isin(ids, part[-1]).mean() > 0.5 for part in parts)


def _chose(one: _Judged) -> Finding:
    fit = one.chosen[0]
    monitors = fit.details.get("monitors") or {}
    by = ", ".join(f"{name} by {monitor}" for name, monitor in monitors.items())
    by = by or ("the search" if fit.kind == "tune" else "the weights judged best are kept")
    return Finding(
        "judged-set-chose",
        "doubtful" if one.by_hand else "wrong",
        fit.place,
        f"The {len(one.ids)} rows that the result is reported on also chose it ({by}): the score "
        "is the best of many on these rows, and so too high.",
        "Take validation rows from the training part for what chooses; judge the test rows once,\n"
        "at the end.",
        "06-ablation",
        {"rows": len(one.ids), "trainings": len(one.chosen)},
    )


def _watched(one: _Judged) -> Finding:
    fit = one.watched[0]
    n = len(one.watched)
    return Finding(
        "judged-set-watched",
        "doubtful",
        fit.place,
        f"The {len(one.ids)} rows that the result is reported on are "
        f"{'judged during' if one.looks else 'the validation data of'} "
        f"{n} training{'s' if n > 1 else ''}: whoever chose settings or epochs saw them.",
        "validation_split, or validation rows from the training part; judge the test rows once,\n"
        "at the end.",
        "06-ablation",
        {"rows": len(one.ids), "trainings": n},
    )


def _arms(log: Log, one: _Judged) -> list[Run]:
    """Return a run of each of the models that a set judges, at the end of its training."""
    arms: list[Run] = []
    for event in one.events:
        if event in one.looks:
            continue
        fits = behind(log, event)
        run = Run(fits, event, event.rows) if fits and event.rows is not None else None
        if run is not None and not any(alike(arm, run) for arm in arms):
            arms.append(run)
    return arms


def _often(one: _Judged, arms: list[Run]) -> Iterator[Finding]:
    if len(arms) < 2:
        return
    yield Finding(
        "judged-often",
        "doubtful" if len(arms) >= OFTEN else "note",
        arms[1].judged.place,
        f"{len(arms)} models of different settings or data are judged on the same "
        f"{len(one.ids)} rows: the best of them owes part of its lead to these rows.",
        "Compare on validation rows or by cross-validation, and judge the chosen model once;\n"
        "or report all of them, with intervals.",
        "08-bayesian-search",
        {"models": len(arms), "rows": len(one.ids)},
    )
