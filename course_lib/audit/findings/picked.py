"""Models of which the one with the best score on its training rows is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import Run, accuracy, alike, same_data
from course_lib.audit.lineage import behind
from course_lib.audit.reading import CHOOSES

__all__ = ["picked_by_training"]

_READS = re.compile(r"history\[\s*['\"](?!val_)")
_ALL = 0.95  # judged rows that were trained on


def picked_by_training(log: Log) -> Iterator[Finding]:
    """Yield a finding where the best of several models on their training rows goes on alone.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``training-objective``, doubtful: that it was chosen so is inferred. The best by
        its training score is the only one that is judged; or one more training is like the best by
        its history, and only that is judged.
    """
    if any(log.of("tune", "cross-validate")):
        return
    if any(CHOOSES.search(text) for text in log.sources.values()):
        yield from _by_score(log)
    if any(CHOOSES.search(t) and _READS.search(t) for t in log.sources.values()):
        yield from _by_history(log)


def _by_score(log: Log) -> Iterator[Finding]:
    scored: dict[object, dict[str, Event]] = {}
    elsewhere = set()
    for event in log.of("judge", "predict"):
        trained = [fit.rows.ids for fit in behind(log, event) if fit.rows is not None]
        if event.rows is None or not trained:
            continue
        own = np.isin(event.rows.ids, np.concatenate(trained)).mean() > _ALL
        if not own:
            elsewhere.add(event.subject)
        elif accuracy(event.details.get("scores", {})) is not None:
            scored.setdefault(event.place, {})[event.subject] = event
    for events in scored.values():
        values = {name: accuracy(one.details["scores"]) or 0.0 for name, one in events.items()}
        judged = elsewhere.intersection(values)
        if len(values) > 1 and len(judged) == 1 and values[min(judged)] == max(values.values()):
            yield _finding(next(iter(events.values())), len(values), "score")


def _by_history(log: Log) -> Iterator[Finding]:
    asked = {event.subject for event in log.of("judge", "predict")}
    fits = [
        fit
        for fit in log.of("fit")
        if fit.details.get("history") and fit.watched is None and fit.rows is not None
    ]
    tried = [fit for fit in fits if fit.subject not in asked]
    for last in fits:
        earlier = [fit for fit in tried if fit.number < last.number]
        earlier = [fit for fit in earlier if same_data(fit.rows, last.rows)]
        if last.subject not in asked or len(earlier) < 2:
            continue
        first = _run(earlier[0])
        if all(alike(first, _run(fit)) for fit in earlier[1:]):
            continue
        if any(alike(_run(best), _run(last)) for best in _best(earlier)):
            yield _finding(earlier[0], len(earlier), "history")
            return


def _best(fits: list[Event]) -> Iterator[Event]:
    """Yield the training of the highest accuracy, and that of the lowest loss, at their ends."""
    ends = {
        fit.number: {name: values[-1] for name, values in fit.details["history"].items() if values}
        for fit in fits
    }
    named = [fit for fit in fits if accuracy(ends[fit.number]) is not None]
    if named:
        yield max(named, key=lambda fit: accuracy(ends[fit.number]) or 0.0)
    yield min(fits, key=lambda fit: ends[fit.number].get("loss", np.inf))


def _run(fit: Event) -> Run:
    assert fit.rows is not None
    return Run([fit], fit, fit.rows)


def _finding(event: Event, n: int, by: str) -> Finding:
    return Finding(
        "training-objective",
        "doubtful",
        event.place,
        f"Of {n} models the one with the best {by} on the rows that it was trained on is the only "
        "one that is judged: chosen so, it is the one that remembers best.",
        "Choose by validation rows or by cross_val_score, and judge the chosen one once.",
        "08-bayesian-search",
        {"models": n},
    )
