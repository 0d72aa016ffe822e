"""Rows that are judged, and were trained on: as they are, scaled, or as noisy copies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.blended import blended
from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.related import in_groups, of_groups
from course_lib.audit.findings.validated import first_folds
from course_lib.audit.lineage import behind, rows_of
from course_lib.audit.twins import twins

__all__ = ["judged_rows_trained"]

ALL = 0.95  # judged rows that were trained on: a training score, which is no secret
NATURAL = 0.05  # judged rows that are in training because the data hold them twice
_ASKED, _KNOWN = 500, 50_000


def judged_rows_trained(log: Log) -> Iterator[Finding]:
    """Yield a finding where judged rows, or twins of theirs, are among those trained on.

    Rows that the data hold more than once as they are loaded are only noted, from 5 % on; so are
    rows of few values, such as a few categories, that are equal as often in training itself. Rows
    that a model is asked about, and that nothing is seen to judge, may be meant for a figure or a
    surrogate, or be given labels: that is only noted, and nothing where all that was trained on is
    among them; what weights made by hand come from is doubtful (see `blended`). Models that learned
    from predictions are left out: sure ones are alike for many rows.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``judged-rows-trained``, ``twins-trained`` (``groups-apart`` where the twins are
        several) or ``training-score-only``.
    """
    scores, apart = [], 0
    compared: set[tuple[bytes, bytes]] = set()
    for event in log.of("judge", "predict"):
        if event.rows is None:
            continue
        used, sure = _used(log, event)
        trained = np.unique(used)
        if not len(trained):
            continue
        in_training = np.isin(event.rows.ids, trained) & (event.rows.ids >= 0)
        part = float(in_training.mean())
        if part >= ALL:
            scores += [event] if log.judges(event) else []
            continue
        apart += 1
        asked_all = event.kind == "predict" and np.isin(trained, event.rows.ids).all()
        if part and not asked_all and not _voted(log, event):
            yield from _overlap(log, event, in_training, _repeated(log, used), sure=sure)
        key = event.rows.ids.tobytes(), trained.tobytes()
        if not part and key not in compared and len(compared) < 8:
            compared.add(key)
            yield from _twins(log, event, trained)
    for event, trained in first_folds(log):
        assert event.rows is not None
        in_training = np.isin(event.rows.ids, trained) & (event.rows.ids >= 0)
        if in_training.any():
            yield from _overlap(log, event, in_training, _repeated(log, trained))
        elif len(compared) < 8:
            compared.add((event.rows.ids.tobytes(), trained.tobytes()))
            yield from _twins(log, event, trained)
    if scores and not apart and not list(log.of("cross-validate")):
        yield _training_score(scores[-1])


def _voted(log: Log, event: Event) -> bool:
    """Return whether a model learned from predictions, which are the same for many rows."""
    return any(fit.details.get("of predictions") for fit in behind(log, event))


def _used(log: Log, event: Event) -> tuple[np.ndarray, bool]:
    """Return the rows behind an event, and whether they are; else those of the fairest run.

    Weights made by hand may be those of one of several runs: the one that has trained on the
    fewest of the rows is meant.
    """
    assert event.rows is not None
    if fits := behind(log, event):
        return rows_of(fits), True
    runs = [rows_of(run) for run in blended(log, event)]
    shares = [float(np.isin(event.rows.ids, run).mean()) for run in runs]
    return (runs[int(np.argmin(shares))] if runs else rows_of([])), False


def _repeated(log: Log, trained: np.ndarray) -> float:
    """Return the share of training rows that their data held several times from the beginning."""
    return float(np.mean([number in log.ledger.copies for number in trained.tolist()]))


def _overlap(
    log: Log, event: Event, in_training: np.ndarray, repeated: float, *, sure: bool = True
) -> Iterator[Finding]:
    assert event.rows is not None
    ids = event.rows.ids[in_training]
    natural = np.array([number in log.ledger.copies for number in ids.tolist()])
    part, n = float(in_training.mean()), len(ids)
    severe = (~natural).sum() > max(1, 0.005 * len(event.rows)) and repeated < part / 2
    if not severe and part < NATURAL:
        return
    judged = event.kind == "judge"
    yield Finding(
        "judged-rows-trained",
        "note"
        if not severe or not log.judges(event)
        else "wrong"
        if judged and sure
        else "doubtful",
        event.place,
        f"{n} of the {len(event.rows)} {'judged' if judged else 'predicted'} rows ({part:.1%}) are "
        f"among those that {event.subject if sure else 'what its weights seem to be made of'} was "
        "trained on" + ("." if severe else ": the data hold them more than once."),
        "Split first, then enlarge, resample or shuffle the training part alone;\n"
        "np.unique(x, axis=0) shows rows that the data hold twice.",
        "05-noise-as-augmentation",
        {"rows": n, "share": round(part, 4)},
    )


def _twins(log: Log, event: Event, trained: np.ndarray) -> Iterator[Finding]:
    assert event.rows is not None
    rng = np.random.default_rng(0)
    asked = np.unique(event.rows.ids[event.rows.ids >= 0])
    asked = rng.permutation(asked)[:_ASKED]
    known = rng.permutation(trained[trained >= 0])[:_KNOWN]
    if not len(asked) or not len(known):
        return
    others, own = log.ledger.signatures_of(known), log.ledger.signatures_of(asked)
    found = twins(others, own) >= 0
    if found.mean() < 0.05 or found.sum() < 5:
        return
    if in_groups(others, own[found]):
        yield of_groups(log, event, float(found.mean()))
    else:
        yield Finding(
            "twins-trained",
            "doubtful",
            event.place,
            f"{found.mean():.0%} of the judged rows have a twin among those trained on: a row "
            "that resembles them far more than all others do, as a noisy or shifted copy does.",
            "Split first, then make copies of the training part alone; rows that belong together\n"
            "(one patient, one scene, one video) go to the same part: GroupShuffleSplit.",
            "05-noise-as-augmentation",
            {"share": round(float(found.mean()), 3), "asked": len(asked)},
        )


def _training_score(event: Event) -> Finding:
    return Finding(
        "training-score-only",
        "doubtful",
        event.place,
        "Every row that is judged was trained on, and no others are judged: this says how well "
        "the model remembers.",
        "Hold out a part before training (train_test_split), and judge that.",
        "06-ablation",
        {"rows": len(event.rows) if event.rows is not None else 0},
    )
