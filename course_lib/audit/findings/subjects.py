"""Rows of one subject that were trained on and judged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.related import parted
from course_lib.audit.lineage import trained_on

__all__ = ["subjects_parted"]

_MOST = 0.5  # of the judged rows


def subjects_parted(log: Log) -> Iterator[Finding]:
    """Yield a finding where most judged rows come from a subject whose other rows were trained on.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``groups-apart``, where rows were parted last.
    """
    subjects = log.ledger.subjects
    for event in log.of("judge", "predict") if subjects else ():
        if event.rows is None:
            continue
        trained = np.unique(trained_on(log, event))
        known = {subjects[number] for number in trained.tolist() if number in subjects}
        asked = [number for number in event.rows.ids.tolist() if number in subjects]
        if not known or not asked or np.isin(event.rows.ids, trained).any():
            continue
        share = float(np.mean([subjects[number] in known for number in asked]))
        if share >= _MOST:
            says = (
                f"{share:.0%} of the judged rows come from a subject of whom other rows were "
                f"trained on ({len(known)} subjects): what is known of a subject tells of its "
                "other rows. Where the same subjects will be asked again, say so."
            )
            yield parted(log, event, says, share)
            return
