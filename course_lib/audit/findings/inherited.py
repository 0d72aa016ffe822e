"""An arm that starts from what an earlier arm has learned."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.lineage import learned
from course_lib.audit.weights import share

__all__ = ["heirs", "weights_inherited"]

MOST = 0.5  # of the weights
_SAYS_SO = re.compile(
    r"continu|resum|fine.?tun|warm.?start|curriculum|pre.?train|phase|stage|transfer|incremental",
    re.I,
)

_LENT = re.compile(r"fine.?tun|pre.?train|transfer", re.I)  # where another model takes it over
_SCHEDULED = {"eta0", "learning_rate", "learning_rate_init", "max_iter", "tol", "power_t"}


def weights_inherited(log: Log) -> Iterator[Finding]:
    """Yield a finding for each training that begins with another arm's weights.

    Two trainings are arms where their data or what compile set differ, and the first was judged.
    So are two calls of ``partial_fit``, between which an estimator was judged and set otherwise,
    learning rates apart. It is no other arm where other layers learn (transfer in two phases),
    where another model takes over what was learned from other rows with other labels, where
    ``initial_epoch`` goes on, or where the cell says that training continues (or one between them,
    that another model takes over what was pretrained).

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``weights-inherited``.
    """
    for earlier, later, part, severity in heirs(log):
        yield _finding(log, earlier, later, part, severity)


def heirs(log: Log) -> Iterator[tuple[Event, Event, float, str]]:
    """Yield each arm that begins with weights of an earlier arm.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    earlier, later : Event
        Two trainings.
    part : float
        Of the weights, that the later one took over.
    severity : str
        Of the finding.
    """
    yield from _set_anew(log)
    fits = [event for event in log.of("fit", nested=True) if "weights" in event.details]
    for later in fits:
        if _goes_on(log, later):
            continue
        for earlier in reversed(fits[: fits.index(later)]):
            part = share(later.details["weights"], learned(log, earlier))
            if part < MOST:
                continue
            if any(
                one.subject == later.subject
                and share(one.details["weights"], learned(log, earlier)) >= MOST
                for one in fits[fits.index(earlier) + 1 : fits.index(later)]
            ):
                break
            if (severity := _severity(log, earlier, later)) is not None:
                yield earlier, later, part, severity
            break


def _goes_on(log: Log, later: Event) -> bool:
    """Whether the notebook says that a training continues."""
    source = log.sources.get(later.place.cell, "").replace("warm_start", "")  # a setting only
    return bool(later.details.get("continues") or _SAYS_SO.search(source))


def _set_anew(log: Log) -> Iterator[tuple[Event, Event, float, str]]:
    """Yield each ``partial_fit`` of an estimator that was judged, and then set otherwise."""
    last: dict[str, Event] = {}
    for later in log.of("fit"):
        earlier = last.get(later.subject)
        last[later.subject] = later
        if earlier is None or later.details.get("method") != "partial_fit":
            continue
        one, two = (event.details.get("params", {}) for event in (earlier, later))
        changed = {name for name in two if one.get(name) != two[name]} - _SCHEDULED
        between = log.events[earlier.number + 1 : later.number]
        judged = any(e.kind in ("judge", "predict") and e.subject == later.subject for e in between)
        if changed and judged and not _goes_on(log, later):
            yield earlier, later, 1.0, "wrong"


def _severity(log: Log, earlier: Event, later: Event) -> str | None:
    if earlier.details.get("trainable") != later.details.get("trainable"):
        return None
    between = log.events[earlier.number + 1 : later.number]
    compiled = any(e.kind == "compile" and e.subject == later.subject for e in between)
    other = earlier.subject != later.subject
    if other and (_another_task(earlier, later) or _lent(log, earlier, later)):
        return None
    evaluated = any(
        e.kind in ("judge", "predict") and e.subject == earlier.subject for e in between
    )
    if compiled or other or earlier.details.get("params") != later.details.get("params"):
        return "wrong" if evaluated or earlier.watched is not None else "doubtful"
    return "doubtful" if evaluated and not _same_rows(earlier, later) else None


def _lent(log: Log, earlier: Event, later: Event) -> bool:
    cells = range(earlier.place.cell + 1, later.place.cell + 1)
    return any(_LENT.search(log.sources.get(cell, "")) for cell in cells)


def _same_rows(one: Event, other: Event) -> bool:
    if one.rows is None or other.rows is None:
        return one.rows is other.rows
    return len(one.rows) == len(other.rows) and np.array_equal(
        np.sort(one.rows.ids), np.sort(other.rows.ids)
    )


def _another_task(one: Event, other: Event) -> bool:
    """Whether two trainings share neither rows nor labels, as a network and what it passes on."""
    if one.rows is None or other.rows is None or np.isin(other.rows.ids, one.rows.ids).any():
        return False
    first, second = one.rows.labels, other.rows.labels
    if first is None or second is None:
        return False
    return not np.array_equal(np.sort(first), np.sort(second))


def _finding(log: Log, earlier: Event, later: Event, part: float, severity: str) -> Finding:
    again = "compile()" if earlier.subject == later.subject else "set_weights()"
    again = "warm_start=True" if "params" in later.details else again
    again = "partial_fit()" if later.details.get("method") == "partial_fit" else again
    return Finding(
        "weights-inherited",
        severity,
        later.place,
        f"{later.subject} begins with {part:.0%} of the weights that {earlier.place} trained "
        f"({earlier.details.get('optimizer') or 'its optimizer'}): it has a head start, and its "
        f"result is not that of its own settings alone.",
        "Build the model anew for each arm, in a function that returns it compiled:\n"
        f"{again} does not reset weights.",
        "03-noise-on-the-input",
        {"share": round(part, 3), "trained in": str(earlier.place)},
    )
