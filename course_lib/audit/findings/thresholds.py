"""A threshold on probabilities that was chosen on the rows that the result is reported on."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.audit.events import Event, Log, overlap
from course_lib.audit.findings.finding import Finding
from course_lib.audit.reading import CHOOSES

__all__ = ["threshold_chosen"]

_SEVERAL = 5  # of what a figure of a few thresholds shows, nothing need be chosen


def threshold_chosen(log: Log) -> Iterator[Finding]:
    """Yield a finding for each prediction judged at many thresholds, of which the best is taken.

    Nothing is wrong with that where the model then judges other rows.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``judged-set-chose``, at the first judgement.
    """
    judged = list(log.of("judge", implied=True))
    for event in judged:
        tried = _tried(log, event)
        if tried < _SEVERAL or event.rows is None:
            continue
        later = [one.rows for one in judged if one.number > event.number and one.rows is not None]
        if any(overlap(event.rows.ids, rows.ids) < 0.5 for rows in later):
            continue
        yield Finding(
            "judged-set-chose",
            "doubtful",
            event.place,
            f"{tried} thresholds are tried on the {len(event.rows)} rows that the result of "
            f"{event.subject} is reported on, and the best of them is taken: it owes part of its "
            "score to these rows.",
            "Choose the threshold on validation rows, and judge the test rows once, with it.",
            "08-bayesian-search",
            {"thresholds": tried, "rows": len(event.rows)},
        )


def _tried(log: Log, event: Event) -> int:
    """Return at how many thresholds a prediction was judged, in cells that choose."""
    later = (text for at, text in log.sources.items() if at >= event.place.cell)
    chosen = any(CHOOSES.search(text) for text in later)
    tried = len(event.details.get("parted", set()) - {b""}) if chosen else 0
    for asked in log.of("predict"):
        if "curve" not in asked.details or event.rows is None or asked.rows is None:
            continue
        place, n = asked.details["curve"]
        same = asked.subject == event.subject and overlap(asked.rows.ids, event.rows.ids) > 0.5
        if same and CHOOSES.search(log.sources.get(place.cell, "")):
            tried = max(tried, n)
    return tried
