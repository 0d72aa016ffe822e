"""The best of several models, taken by the rows that it is reported on."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np

from course_lib.audit.choices import Choice, choices_in
from course_lib.audit.events import Event, Log, overlap
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import accuracy
from course_lib.audit.lineage import behind, state, trained_on
from course_lib.audit.reading import CHOOSES, Call

__all__ = ["Told", "best_of"]

_FEWEST = 3  # models: of two the better one is a comparison
_BY_CHANCE = 10  # models of which one that is taken otherwise is rarely the best
_TRAINED = 0.5  # rows of a training score
_ERRORS = ("loss", "log_loss", "brier_score_loss", "mean_absolute_error", "mean_squared_error")


class Told:
    """What the text of a notebook tells of its choices, read once, if it is asked for.

    Parameters
    ----------
    log : Log
        Of all events.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    @functools.cached_property
    def ends(self) -> list[frozenset[Call]]:
        """The calls of each judgement, of the notebook's own functions around it too."""
        return [frozenset(_ends(one)) for one in self._log.of("judge", implied=True)]

    @functools.cached_property
    def choices(self) -> tuple[list[Choice], frozenset[Call]]:
        """Where the best of several scores is taken, and the scores whose spread is computed."""
        scores = {calls[0] for one in self._log.of("judge") if (calls := _ends(one))}
        answers = {calls[0] for one in self._log.of("predict") if (calls := _ends(one))}
        return choices_in(self._log.sources, scores, answers)


def best_of(log: Log, judged: Sequence[Event], told: Told) -> Iterator[Finding]:
    """Yield a finding where the best of several models on some rows is reported on these.

    That it is chosen is told by the text, which takes the best of their scores; or by what comes
    after: the one of the highest score is the only one that is asked about these rows again,
    unless it is the first or the last one, as is at hand. Nothing is said where other rows are
    judged with them or afterwards, as test rows or folds are, nor where the spread of the scores
    is computed, as whoever reports all seeds does.

    Parameters
    ----------
    log : Log
        Of all events.
    judged : sequence of Event
        Judgements of one set of rows, those during a training left out.
    told : Told
        By the text.

    Yields
    ------
    Finding
        Of name ``judged-set-chose``, doubtful, at most one.
    """
    tried = [one for one in judged if one.rows is not None and behind(log, one)]
    if _models(log, tried) < _FEWEST:
        return
    choices, spread = told.choices
    if any(spread.intersection(_ends(one)[:1]) for one in tried):
        return
    for choice in choices:
        most = max((len(choice.calls & calls) for calls in told.ends), default=0)
        chosen = [one for one in tried if most and len(choice.calls & set(_ends(one))) == most]
        chosen = [one for one in chosen if choice.anywhere or min(_ends(one)[-1:]) <= choice.at]
        if _models(log, chosen) >= _FEWEST and not _elsewhere(log, chosen):
            yield _finding(log, chosen)
            return
    if _again(log, tried) and not _elsewhere(log, tried) and not _otherwise(log, tried):
        yield _finding(log, tried)


def _ends(event: Event) -> list[Call]:
    return [Call(*one) for one in event.details.get("calls") or ()]


def _models(log: Log, events: Sequence[Event]) -> int:
    return len({state(log, one) for one in events})


def _elsewhere(log: Log, chosen: Sequence[Event]) -> bool:
    """Whether rows that share none with these are judged with them, or after the first of them."""
    assert chosen[0].rows is not None
    ids, places = chosen[0].rows.ids, {tuple(_ends(one)) for one in chosen}
    for event in log.of("judge", "predict", implied=True):
        with_them = event.number > chosen[0].number or tuple(_ends(event)) in places
        if event.rows is None or not with_them or overlap(ids, event.rows.ids) > 0:
            continue
        if np.isin(event.rows.ids, trained_on(log, event)).mean() < _TRAINED:
            return True
    return False


def _otherwise(log: Log, tried: Sequence[Event]) -> bool:
    """Whether validation rows or folds may have chosen, or no text takes the best of anything."""
    watched = [fit for one in tried for fit in behind(log, one) if fit.watched is not None]
    text = any(CHOOSES.search(text) for text in log.sources.values())
    return bool(watched) or any(log.of("tune", "cross-validate")) or not text


def _again(log: Log, tried: Sequence[Event]) -> bool:
    """Whether only the best of the models is asked about these rows again, at another line."""
    first: dict[object, Event] = {}
    for event in tried:
        first.setdefault(state(log, event), event)
    scores = {own: _score(one) for own, one in first.items()}
    known = [one for one in scores.values() if one is not None]
    best = {own for own, one in scores.items() if one == max(known, default=None)}
    if len(known) < max(len(scores), _BY_CHANCE * len(best)):
        return False
    assert tried[0].rows is not None
    ids, places = tried[0].rows.ids, {tuple(_ends(one)) for one in first.values()}
    later = [
        event
        for event in log.of("judge", "predict", implied=True)
        if event.rows is not None
        and tuple(_ends(event)) not in places
        and overlap(ids, event.rows.ids) > 0.5
    ]
    asked = {state(log, one) for one in later}
    if len(asked) != 1 or later[0].number < max(one.number for one in first.values()):
        return False
    return asked <= best - {next(iter(first)), next(reversed(first))}


def _score(event: Event) -> float | None:
    """Return a score of which more is better."""
    scores = event.details.get("scores") or {}
    found = accuracy(scores)
    if found is not None or not scores:
        return found
    name = next(iter(scores))
    return -float(scores[name]) if name in _ERRORS else float(scores[name])


def _finding(log: Log, chosen: Sequence[Event]) -> Finding:
    assert chosen[0].rows is not None
    n, rows = _models(log, chosen), len(chosen[0].rows)
    return Finding(
        "judged-set-chose",
        "doubtful",
        chosen[0].place,
        f"{n} models are judged on the same {rows} rows, and the best of them goes on by this "
        "score alone; no other rows are judged: its score is the best of many, and so too high.",
        "Choose by validation rows or by cross_val_score, and judge the chosen one once on others;"
        "\nor report mean and deviation of all of them.",
        "06-ablation",
        {"models": n, "rows": rows},
    )
