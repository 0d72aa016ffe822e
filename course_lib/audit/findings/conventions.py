"""Weights that were trained on images of one convention, and images of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from course_lib.audit.events import Log
from course_lib.audit.findings.finding import Finding

__all__ = ["other_convention"]

_WANTED = {
    "caffe": "blue, green, red, less the mean of ImageNet: about -124 to 152",
    "tf": "-1 to 1",
    "torch": "red, green, blue, standardised by ImageNet: about -2.2 to 2.7",
    "raw": "0 to 255",
}
_BLACK = {"caffe": (-103.939, -116.779, -123.68), "torch": (-2.1179, -2.0357, -1.8044)}
_WHITE = {"caffe": (151.061, 138.221, 131.32), "torch": (2.2489, 2.4286, 2.64)}  # of each colour


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
        reached = event.details.get("convention")
        if reached is None or event.subject in told:
            continue
        lows, highs = reached["lows"], reached["highs"]
        low, high = min(lows), max(highs)
        says = f"these reach from {low:.3g} to {high:.3g}."
        if _fits(reached["wants"], low, high):
            if not _turned(reached["wants"], lows, highs):
                continue
            says = "these have another order of colours."
        told.add(event.subject)
        yield Finding(
            "other-convention",
            "wrong",
            event.place,
            f"The weights of {reached['of']} were trained on images of {_WANTED[reached['wants']]};"
            f" {says}",
            f"x = keras.applications.{reached['of']}.preprocess_input(x), once, from red, green\n"
            "and blue of 0 to 255, for training and judged images alike.",
            "04-convolutions",
            {"low": low, "high": high},
        )


def _fits(convention: str, low: float, high: float) -> bool:
    if not low < high:  # nothing known, or one value
        return True
    match convention:
        case "caffe":
            return -200 < low < -20 and high > 0
        case "tf":
            return -1.1 <= low < 0 and -0.5 < high <= 1.1
        case "torch":
            return -3 <= low < 0 and -1 < high <= 3.5
    return low >= 0 and high > 2


def _turned(convention: str, lows: Sequence[float], highs: Sequence[float]) -> bool:
    """Whether black and white are where they are with red and blue exchanged."""
    if convention not in _BLACK or len(lows) != 3:
        return False
    black, white = (np.array(ends[convention]) for ends in (_BLACK, _WHITE))
    near = 0.002 * (white - black)
    found = np.array([lows, highs])
    ends = np.array([black, white])
    as_it_is, turned = (np.abs(found - one) < near for one in (ends, ends[:, ::-1]))
    return bool((turned & ~as_it_is)[:, [0, 2]].all(axis=1).any() and not as_it_is[:, [0, 2]].any())
