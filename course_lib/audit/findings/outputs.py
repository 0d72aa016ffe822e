"""Outputs that do not fit the loss, and predictions that say nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import accuracy
from course_lib.audit.labels import n_classes
from course_lib.audit.lineage import behind

__all__ = ["at_chance", "constant_prediction", "output_misfits_loss"]

FEWEST = 20  # rows that are judged


def output_misfits_loss(log: Log) -> Iterator[Finding]:
    """Yield a finding for each training whose last activation is not what its loss takes.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``output-misfits-loss``.
    """
    for event in log.of("fit", nested=True):
        settings = event.details
        loss = str(settings.get("loss", "")).replace("_", "").lower()
        activation, logits = str(settings.get("activation", "")), bool(settings.get("from_logits"))
        seen = _distributed(log, event) if activation in ("", "linear") else None
        if seen is not None:
            why = _seen(loss, distributed=seen, from_logits=logits)
        else:
            why = _misfit(loss, activation, int(settings.get("units", 0)), from_logits=logits)
        if why is not None:
            severity, says, mend = why
            evidence = {name: settings.get(name) for name in ("loss", "activation", "units")}
            yield Finding(
                "output-misfits-loss",
                severity,
                event.place,
                says,
                mend,
                "07-grid-and-random-search",
                evidence,
            )


def _misfit(
    loss: str, activation: str, units: int, *, from_logits: bool
) -> tuple[str, str, str] | None:
    if "crossentropy" not in loss or not activation:
        return None
    binary = loss.startswith("binary")
    right = "linear" if from_logits else "sigmoid" if binary else "softmax"
    mend = f'activation="{right}" in the last layer' + (
        ", or from_logits=False in the loss." if from_logits else " for this loss."
    )
    if activation == "softmax" and units == 1:
        says = "A softmax over one output is always 1: nothing can be learned."
        return "wrong", says, 'Dense(1, activation="sigmoid") and binary_crossentropy.'
    if activation == right or (binary and activation == "softmax"):
        return None
    if from_logits:
        return "wrong", f"The loss takes logits, and the last layer gives a {activation}.", mend
    if activation == "sigmoid":
        says = (
            f"{units} independent sigmoids are outputs of a cross-entropy over classes: they are "
            "no distribution, and what the loss makes of them differs from what is reported."
        )
        return "doubtful", says, mend
    says = f"The loss takes the logarithm of probabilities, and the last layer gives {activation}"
    return "wrong", f"{says} values, 0, negative or above 1 among them.", mend


def _distributed(log: Log, fit: Event) -> bool | None:
    """Return whether a network answers with probabilities of classes; None where nobody saw it."""
    asked = (one for one in log.of("judge", "predict") if one.subject == fit.subject)
    seen = (one.details.get("probabilities") for one in asked)
    return next((one for one in seen if one is not None), None)


def _seen(loss: str, *, distributed: bool, from_logits: bool) -> tuple[str, str, str] | None:
    """Judge a network by its answers: what comes after its last layer is in its code alone."""
    if "crossentropy" not in loss or loss.startswith("binary") or distributed is not from_logits:
        return None
    if from_logits:
        says = (
            "The loss takes logits, and the network answers with probabilities (on TensorFlow "
            "Keras may take the softmax off again, and warns)."
        )
        return "doubtful", says, "No softmax in the network, or from_logits=False in the loss."
    says = "The loss takes probabilities, and what the network answers are none."
    return "wrong", says, "A softmax at the end of the network, or from_logits=True in the loss."


def constant_prediction(log: Log) -> Iterator[Finding]:
    """Yield a finding for each score or prediction that is the same class for every row.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``constant-prediction``.
    """
    for event in log.of("judge", "predict"):
        answers = event.details.get("answers")
        if answers is None or answers[0] < FEWEST or answers[1] > 1:
            continue
        labels = event.rows.labels if event.rows is not None else None
        if labels is not None and n_classes(labels) < 2:
            continue
        yield Finding(
            "constant-prediction",
            "wrong" if labels is not None and "weights" in event.details else "doubtful",
            event.place,
            f"{event.subject} gives all of {answers[0]} rows the same class.",
            "Look at the training loss: it has diverged, or nothing was learned. Try a lower\n"
            "learning rate, scaled inputs, another activation.",
            "06-ablation",
            {"rows": answers[0]},
        )


def at_chance(log: Log) -> Iterator[Finding]:
    """Yield a finding where judged rows are named by chance while training accuracy climbs.

    Each training is told once, where it is judged, else at its validation data. Of validation data,
    by a score made by hand, and above chance by more than a standard error, it is doubtful. Scores
    made by hand of one model that does better elsewhere are trials of what it withstands.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``at-chance``.
    """
    told: set[int] = set()
    well: set[int] = set()
    by_hand: list[tuple[int, Finding]] = []
    for event in [*log.of("judge", implied=True), *log.of("fit")]:
        rows, scores = event.rows, event.details.get("scores", {})
        history = event.details.get("history", {})
        if event.kind == "fit":
            rows = event.watched
            scores = {n[4:]: v[-1] for n, v in history.items() if n.startswith("val_") and v}
        labels = rows.labels if rows is not None else None
        judged = accuracy(scores)
        if labels is None or len(labels) < FEWEST or n_classes(labels) < 2 or judged is None:
            continue
        fits = [event] if event.kind == "fit" else behind(log, event)
        trained = _trained(log, fits[-1]) if fits else None
        _, counts = np.unique(labels, return_counts=True)
        chance = float(counts.max() / len(labels))
        noise = float(np.sqrt(chance * (1 - chance) / len(labels)))
        if judged > chance + 3 * noise and fits and not _own(event, fits[-1]):
            well.add(fits[-1].number)
        if trained is None or judged > chance + 3 * noise or fits[-1].number in told:
            continue
        if trained >= judged + max(0.1, 5 * noise):
            told.add(fits[-1].number)
            implied = bool(event.details.get("implied"))
            sure = event.kind == "judge" and judged <= chance + noise and not implied
            severity = "wrong" if sure else "doubtful"
            found = _at_chance(event, judged, trained, chance, severity)
            if implied:
                by_hand.append((fits[-1].number, found))
            else:
                yield found
    yield from (found for number, found in by_hand if number not in well)


def _own(event: Event, fit: Event) -> bool:
    """Whether the rows that are judged are those that were trained on."""
    if event.kind == "fit" or event.rows is None or fit.rows is None:
        return False
    return bool(np.isin(event.rows.ids, fit.rows.ids).mean() > 0.95)


def _trained(log: Log, fit: Event) -> float | None:
    """Return the accuracy that a training reported, or that its own rows were judged with."""
    history = fit.details.get("history", {})
    found = accuracy({name: values[-1] for name, values in history.items() if values})
    if found is not None or fit.rows is None:
        return found
    for event in log.of("judge", implied=True):
        if _own(event, fit) and event.subject == fit.subject and behind(log, event)[-1:] == [fit]:
            return accuracy(event.details.get("scores", {}))
    return None


def _at_chance(
    event: Event, judged: float, trained: float, chance: float, severity: str
) -> Finding:
    return Finding(
        "at-chance",
        severity,
        event.place,
        f"Accuracy is {judged:.3f}, what naming one class gives ({chance:.3f}), while training "
        f"accuracy has reached {trained:.3f}: rows are remembered, nothing is learned.",
        "Look whether rows still have their labels, and whether training and judged rows are\n"
        "prepared alike, before concluding that a model does not generalise.",
        "05-noise-as-augmentation",
        {"accuracy": round(judged, 4), "training": round(trained, 4), "chance": round(chance, 4)},
    )
