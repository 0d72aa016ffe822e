"""Arms that were given unequal shares of epochs or images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.changes import changes
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import Group, Run

__all__ = ["unequal_budget", "unequal_searches", "untuned_rival"]

MOST = 1.2  # times as many
_WIDE = 8  # settings, against one


def unequal_budget(compared: Sequence[Group]) -> Iterator[Finding]:
    """Yield a finding where compared networks differ in epochs, or in images seen.

    Where nothing else differs, as in a learning curve, it is a note.

    Parameters
    ----------
    compared : sequence of Group
        Of all runs, as `groups` gives them.

    Yields
    ------
    Finding
        Of name ``unequal-budget``, at the training of the first arm that differs.
    """
    told: set[int] = set()
    for group in compared:
        arms = [arm[0] for arm in group.arms if arm[0].images]
        for arm in arms[1:]:
            first = min(arms[: arms.index(arm)], key=lambda one: len(changes(one, arm)))
            if arm.last.number not in told and (why := _why(first, arm)):
                told.add(arm.last.number)
                yield _finding(first, arm, why)


def unequal_searches(log: Log) -> Iterator[Finding]:
    """Yield a finding where two searches give their trials unequal numbers of epochs.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``unequal-budget``, at the later search.
    """
    known: list[tuple[Event, int]] = []
    for search in log.of("tune"):
        epochs = _epochs(log, search)
        if not epochs:
            continue
        other = next((one for one in known if _apart(one[1], epochs)), None)
        if other is not None:
            yield Finding(
                "unequal-budget",
                "doubtful",
                search.place,
                f"Each trial of this search has {epochs} epochs, each of the search of "
                f"{other[0].place} {other[1]}: their best scores differ in training time.",
                "Give all searches the same trials: epochs, batches, rows.",
                "07-grid-and-random-search",
                {"epochs": [other[1], epochs]},
            )
        known.append((search, epochs))


def untuned_rival(log: Log) -> Iterator[Finding]:
    """Yield a finding where a search of many settings is compared with one of a single setting.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``unequal-budget``, at the search of one setting.
    """
    searches = [one for one in log.of("tune") if one.details.get("tried")]
    alone = [one for one in searches if one.details["tried"] == 1]
    wide = [one for one in searches if one.details["tried"] >= _WIDE]
    for search in alone:
        rival = next((one for one in wide if _same_judges(log, search, one)), None)
        if rival is not None:
            tried = rival.details["tried"]
            yield Finding(
                "unequal-budget",
                "doubtful",
                search.place,
                f"{search.subject} tries one setting and {rival.subject} {tried}, and both are "
                "judged on the same rows: the one that was tuned has an advantage over the other.",
                "Give every arm as many settings to choose from, or none.",
                "07-grid-and-random-search",
                {"tried": [1, tried]},
            )


def _same_judges(log: Log, one: Event, other: Event) -> bool:
    """Whether two searches end in judgements of the same rows."""
    sets: list[set[bytes]] = []
    for search in (one, other):
        judged = log.of("judge", "predict")
        own = [e.rows for e in judged if e.subject == search.subject and e.number > search.number]
        sets.append({np.unique(rows.ids).tobytes() for rows in own if rows is not None})
    return not sets[0].isdisjoint(sets[1])


def _why(first: Run, arm: Run) -> str:
    """Return by what the budgets differ: one of them may have stopped early."""
    if _apart(first.epochs, arm.epochs):
        return f"{arm.epochs} epochs against {first.epochs}"
    stopped = any(
        "EarlyStopping" in fit.details.get("monitors", {}) for fit in arm.fits + first.fits
    )
    if not stopped and _apart(first.images, arm.images):
        return f"{arm.images:,} images seen against {first.images:,}"
    return ""


def _apart(one: int, other: int) -> bool:
    return max(one, other) > MOST * max(1, min(one, other))


def _finding(first: Run, arm: Run, why: str) -> Finding:
    others = [one for one in changes(first, arm) if one != "epochs"]
    alone = not others or (others == ["data"] and _subset(first, arm))
    return Finding(
        "unequal-budget",
        "note" if alone else "doubtful",
        arm.last.place,
        f"This arm has {why} of the arm of {first.last.place}: part of a difference between them "
        "is one of training time.",
        "Give every arm the same number of steps or images; compare enlarged data with as\n"
        "many plain copies.",
        "05-noise-as-augmentation",
        {
            "epochs": [first.epochs, arm.epochs],
            "images": [first.images, arm.images],
        },
    )


def _subset(first: Run, arm: Run) -> bool:
    """Whether the rows of one are some of the rows of the other, as in a learning curve."""
    if first.last.rows is None or arm.last.rows is None:
        return False
    small, large = sorted((first.last.rows, arm.last.rows), key=len)
    return bool(np.isin(small.ids, large.ids).mean() > 0.95)


def _epochs(log: Log, search: Event) -> int:
    """Return how many epochs most trials of a search have had."""
    found = []
    for event in log.events[search.number + 1 :]:
        if not event.within:
            break
        if event.kind == "fit" and "epochs" in event.details:
            found.append(int(event.details["epochs"]))
    return int(np.median(found)) if found else 0
