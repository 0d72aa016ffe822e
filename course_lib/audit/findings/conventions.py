"""Weights that were trained on images of one convention, and images of another."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.audit.events import Log, Rows
from course_lib.audit.findings.finding import Finding

__all__ = ["other_convention"]

_WANTED = {
    "caffe": "blue, green, red, less the mean of ImageNet: about -124 to 152",
    "tf": "-1 to 1",
    "torch": "red, green, blue, standardised by ImageNet: about -2.2 to 2.7",
    "raw": "0 to 255",
}


def other_convention(log: Log) -> Iterator[Finding]:
    """Yield a finding where pretrained weights are given images of another kind.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``other-convention``, once a model.
    """
    told = set()
    for event in log.of("fit", "judge", "predict", nested=True):
        name, convention = event.details.get("convention") or ("", "")
        if not convention or event.rows is None or event.subject in told:
            continue
        if _fits(convention, event.rows):
            continue
        told.add(event.subject)
        yield Finding(
            "other-convention",
            "wrong",
            event.place,
            f"The weights of {name} were trained on images of {_WANTED[convention]}; these reach "
            f"from {event.rows.low:.3g} to {event.rows.high:.3g}.",
            f"x = keras.applications.{name}.preprocess_input(x), from pixels of 0 to 255, for\n"
            "training and judged images alike.",
            "04-convolutions",
            {"low": event.rows.low, "high": event.rows.high},
        )


def _fits(convention: str, rows: Rows) -> bool:
    low, high = rows.low, rows.high
    if not low < high:  # nothing known, or one value
        return True
    match convention:
        case "caffe":
            return low < -20
        case "tf":
            return -1.1 <= low < 0 and high <= 1.1
        case "torch":
            return -3 <= low < 0 and high <= 3.5
    return low >= 0 and high > 2
