"""Cross-validations: the folds that they judge, and arms that are compared by them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.reading import CHOOSES

__all__ = ["cross_validated", "first_folds", "groups_of_arms"]

_MANY = 3  # settings, of which one is called the best


def first_folds(log: Log) -> Iterator[tuple[Event, np.ndarray]]:
    """Yield the first fold of each cross-validation as a judgement, and the rows trained on.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    event : Event
        A judgement with the number and the place of the cross-validation.
    trained : numpy.ndarray of int64
        Numbers of rows.
    """
    for event in log.of("cross-validate"):
        if event.rows is None or not event.details.get("folds"):
            continue
        train, test = event.details["folds"][0]
        if not len(test) or max(train.max(initial=0), test.max()) >= len(event.rows):
            continue
        judged = Event("judge", event.number, event.place, event.subject, details={"fold": 1})
        judged.rows = event.rows.part(test)
        yield judged, np.unique(event.rows.ids[train])


def groups_of_arms(log: Log) -> list[list[Event]]:
    """Return cross-validations of different settings or columns, by their labels and metric.

    Parameters
    ----------
    log : Log
        Of all events.

    Returns
    -------
    list of list of Event
        At least two each, in their order.
    """
    groups: list[list[Event]] = []
    for event in log.of("cross-validate"):
        if event.rows is None or not event.details.get("fold scores"):
            continue
        group = next((one for one in groups if _comparable(one[0], event)), None)
        if group is None:
            groups.append([event])
        elif not any(_same_arm(one, event) for one in group):
            group.append(event)
    return [group for group in groups if len(group) > 1]


def cross_validated(log: Log) -> Iterator[Finding]:
    """Yield findings on arms that are compared by cross-validation.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``difference-below-noise``, a note, where the best two differ by less than two
        standard errors of their differences fold by fold, which share rows of training;
        ``one-run-an-arm`` where there is one fold; ``search-score-only`` where the best of three
        or more settings is sought and nothing else is judged.

    References
    ----------
    Nadeau and Bengio, Inference for the generalization error, 2003.
    """
    for group in groups_of_arms(log):
        scores = [one.details["fold scores"] for one in group]
        if len(scores[0]) == 1:
            yield from _one_fold(group)
        elif np.isfinite(scores).all():
            yield from _below(group, np.array(scores))
        settings = [one for one in group if one.details["estimator"] == _kind(group[0])]
        if len(settings) >= _MANY and _chosen(log, settings) and not _judged(log, settings):
            yield _best_of(settings, max(float(np.mean(one)) for one in scores))


def _kind(event: Event) -> str:
    return str(event.details["estimator"])


def _comparable(one: Event, other: Event) -> bool:
    if one.rows is None or other.rows is None:
        return False
    if one.details["scoring"] != other.details["scoring"]:
        return False
    if len(one.details["fold scores"]) != len(other.details["fold scores"]):
        return False
    if np.array_equal(one.rows.ids, other.rows.ids):
        return True
    first, second = one.rows.labels, other.rows.labels
    return first is not None and second is not None and np.array_equal(first, second)


def _same_arm(one: Event, other: Event) -> bool:
    if one.rows is None or other.rows is None:
        return False
    same = one.details["params"] == other.details["params"]
    return same and np.array_equal(one.rows.ids, other.rows.ids)


def _one_fold(group: list[Event]) -> Iterator[Finding]:
    if any(one.details["draws"] for one in group):
        yield Finding(
            "one-run-an-arm",
            "doubtful",
            group[1].place,
            f"{len(group)} arms are compared by one fold each: how much another seed or another "
            "fold would change is not known.",
            "cv=RepeatedStratifiedKFold(n_splits=5, n_repeats=3, random_state=0) for every arm.",
            "06-ablation",
            {"arms": len(group)},
        )


def _below(group: list[Event], scores: np.ndarray) -> Iterator[Finding]:
    order = np.argsort(-scores.mean(axis=1), kind="stable")[:2]
    apart = scores[order[0]] - scores[order[1]]
    train, test = (group[0].details.get("folds") or [((), ())])[0]
    n_folds = len(apart)
    shared = len(test) / len(train) if len(train) else 1 / (n_folds - 1)
    lead = float(apart.mean())
    noise = 2 * float(np.std(apart, ddof=1) * np.sqrt(1 / n_folds + shared))
    if 0 < lead < noise:
        first, second = scores[order].mean(axis=1)
        yield Finding(
            "difference-below-noise",
            "note",
            group[order[0]].place,
            f"The best arm leads by {lead:.4f} ({first:.4f} against {second:.4f}); {n_folds} "
            f"folds tell differences of no less than about {noise:.4f}.",
            "Report the differences fold by fold, with their deviation; repeat the folds with\n"
            "other seeds (RepeatedStratifiedKFold). Do not call the smaller one worse.",
            "09-models-folds-calibration",
            {"difference": round(lead, 4), "two standard errors": round(noise, 4)},
        )


def _chosen(log: Log, settings: list[Event]) -> bool:
    """Whether one cell or line makes them, and it or a later one seeks the best."""
    places = [one.place for one in settings]
    if any(one != other for one, other in pairwise(places)):
        return False
    texts = (text for cell, text in log.sources.items() if cell >= (places[0].cell or 0))
    return any(CHOOSES.search(text) for text in texts)


def _judged(log: Log, settings: list[Event]) -> bool:
    """Whether a model of this kind is asked for other rows afterwards."""
    rows = settings[0].rows
    assert rows is not None
    later = log.events[settings[-1].number + 1 :]
    return any(
        event.kind in ("judge", "predict")
        and not event.within
        and event.rows is not None
        and event.subject.split()[0] == _kind(settings[0])
        and np.isin(event.rows.ids, rows.ids).mean() < 0.5
        for event in later
    )


def _best_of(settings: list[Event], best: float) -> Finding:
    return Finding(
        "search-score-only",
        "doubtful",
        settings[0].place,
        f"The best of {len(settings)} cross-validated settings is the best of many on the same "
        "rows, and so too high; it is judged on no other rows.",
        "Keep test rows out of the cross-validation, and judge the chosen setting on them once;\n"
        "or put GridSearchCV into cross_val_score.",
        "08-bayesian-search",
        {"settings": len(settings), "best": round(best, 4)},
    )
