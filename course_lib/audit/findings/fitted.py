"""A scaler, selector, decomposition or imputer that has seen what is judged later."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log, Rows
from course_lib.audit.findings.finding import Finding
from course_lib.audit.lineage import trained_on

__all__ = ["fitted_on_judged"]

_LEARN_NOTHING = (
    "Normalizer",
    "Binarizer",
    "FunctionTransformer",
    "PolynomialFeatures",
    "OneHotEncoder",
    "OrdinalEncoder",
    "LabelEncoder",
    "LabelBinarizer",
    "MultiLabelBinarizer",
)


def fitted_on_judged(log: Log) -> Iterator[Finding]:
    """Yield a finding for each transformer behind a score that was fitted on the judged rows.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``fitted-on-judged``; wrong where it used labels, as a selector does, and a note
        where nothing is seen to judge what a model predicts for the rows.
    """
    told = set()
    for event in log.of("judge", "predict", "cross-validate", "tune"):
        if event.rows is None or (event.kind in ("judge", "predict") and _trained(log, event)):
            continue
        judged = event.watched if event.watched is not None else event.rows  # apart in a search
        for fit in _transformers(log, event):
            if fit.number in told or fit.rows is None:
                continue
            seen = _seen(log, judged, fit.rows)
            if seen * len(judged) > max(1, 0.005 * len(judged)):  # one may be a copy
                told.add(fit.number)
                alone = event.kind == "predict" and not log.judges(event)
                yield _finding(event, fit, seen, judged=not alone)


def _trained(log: Log, event: Event) -> bool:
    """Whether the rows of a score are those that were trained on."""
    assert event.rows is not None
    return float(np.isin(event.rows.ids, trained_on(log, event)).mean()) > 0.95


def _transformers(log: Log, event: Event) -> Iterator[Event]:
    """Yield the fits of the transformers that made the rows of a score, the last one first."""
    rows = event.rows
    while rows is not None and rows.made_by >= 0:
        made = log.events[rows.made_by]
        fits = [
            fit
            for fit in log.of("fit transformer")
            if fit.subject == made.subject and fit.number <= made.number
        ]
        if fits and made.subject.split()[0] not in _LEARN_NOTHING:
            yield fits[-1]
        rows = made.rows
    if "weights" in event.details:
        yield from (
            fit
            for fit in log.of("fit transformer")
            if fit.subject.startswith("Normalization") and fit.number < event.number
        )


def _seen(log: Log, judged: Rows, fitted: Rows) -> float:
    """Return the share of judged rows that it was fitted on; natural copies do not count."""
    alone = np.array([number not in log.ledger.copies for number in judged.ids.tolist()])
    return float((np.isin(judged.ids, fitted.ids) & alone & (judged.ids >= 0)).mean())


def _finding(event: Event, fit: Event, seen: float, *, judged: bool) -> Finding:
    kind = fit.subject.split()[0]
    supervised = bool(fit.details.get("supervised"))
    return Finding(
        "fitted-on-judged",
        "note" if not judged else "wrong" if supervised else "doubtful",
        fit.place,
        f"{kind} was fitted on {seen:.0%} of the rows that {event.place} "
        + ("judges" if judged else "predicts")
        + (", and on their labels." if supervised else "."),
        "Split first and fit on the training part alone; in a cross-validation put it and the\n"
        f"model into one make_pipeline({kind}(...), model).",
        "01-normalisation",
        {"share": round(seen, 4), "judged in": str(event.place)},
    )
