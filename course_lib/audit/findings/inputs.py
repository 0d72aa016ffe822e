"""Inputs of 0 to 255 into a network that does not scale them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Log, Rows
from course_lib.audit.findings.finding import Finding

__all__ = ["unscaled_inputs"]

_FEWEST = 64  # values of a flat row that may be an image


def unscaled_inputs(log: Log) -> Iterator[Finding]:
    """Yield a finding for each training on images of 0 to 255 whose model scales nothing.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``unscaled-inputs``.
    """
    for event in log.of("fit", nested=True):
        rows = event.rows
        if rows is None or "scales" not in event.details or event.details["scales"]:
            continue
        image = len(rows.shape) > 2 or int(np.prod(rows.shape[1:])) >= _FEWEST
        if image and _pixels(rows):
            yield Finding(
                "unscaled-inputs",
                "doubtful",
                event.place,
                f"Inputs reach from {rows.low:g} to {rows.high:g}, and no layer scales them: "
                "initial weights and learning rates are made for values about 1.",
                "x / 255 for training and judged rows alike, or Rescaling(1 / 255) as the first\n"
                "layer.",
                "01-normalisation",
                {"low": rows.low, "high": rows.high},
            )


def _pixels(rows: Rows) -> bool:
    """Whether values are those of pixels, perhaps with noise on them, but not centred."""
    if rows.low >= 0:
        return 50 < rows.high <= 255
    return 100 < rows.high <= 600 and rows.mean >= 0.2 * rows.high and -rows.low < rows.high
