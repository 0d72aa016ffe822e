"""Runs that are compared, and differences that say less than they seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from course_lib.audit.events import Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import Group, Run

__all__ = ["difference_below_noise", "no_seed", "one_run"]

_SEEDED = re.compile(r"seed|random_state|RandomState|default_rng\(\s*\d", re.I)


def one_run(compared: Sequence[Group]) -> Iterator[Finding]:
    """Yield a finding where arms that draw random numbers are compared by one run each.

    Parameters
    ----------
    compared : sequence of Group
        Of all runs, as `groups` gives them.

    Yields
    ------
    Finding
        Of name ``one-run-an-arm``, at the training of the second arm.
    """
    told: set[int] = set()
    for group in compared:
        arms = group.arms
        single = [arm[0] for arm in arms if len(arm) == 1 and _draws(arm[0])]
        if len(arms) < 2 or not single or arms[1][0].last.number in told:
            continue
        told.update(run.last.number for run in group.runs)
        yield Finding(
            "one-run-an-arm",
            "doubtful",
            arms[1][0].last.place,
            f"{len(arms)} arms are compared, {len(single)} of them by one run: how much another "
            "seed would change is not known.",
            "Train each arm with several seeds, fresh weights each, and report mean and\n"
            "deviation; compare arms seed by seed.",
            "06-ablation",
            {"arms": len(arms), "with one run": len(single)},
        )


def difference_below_noise(compared: Sequence[Group]) -> Iterator[Finding]:
    """Yield a finding where the best two arms differ by less than can be told.

    Two standard errors are asked for: of the seeds where each arm has several runs, else of the
    judged rows, which is that of an accuracy: of other scores of 0 to 1, such as F1, it is rather
    too small, so that little is said of them.

    Parameters
    ----------
    compared : sequence of Group
        Of all runs, as `groups` gives them.

    Yields
    ------
    Finding
        Of name ``difference-below-noise``, where the best arm gets its score; a note where each
        arm has several runs, since such a notebook can see it.
    """
    told: set[int] = set()
    for group in compared:
        known = [run for run in group.runs if run.score is not None and 0 <= run.score <= 1]
        metric = known[0].metric if known else ""
        scored = [
            [run for run in arm if run in known and run.metric == metric] for arm in group.arms
        ]
        ranked = sorted((arm for arm in scored if arm), key=_mean, reverse=True)[:2]
        if len(ranked) < 2 or ranked[0][0].last.number in told:
            continue
        lead = _mean(ranked[0]) - _mean(ranked[1])
        noise = 2 * float(np.hypot(_error(ranked[0]), _error(ranked[1])))
        if 0 < lead < noise:
            told.update(run.last.number for run in group.runs)
            yield _below(group, ranked, lead, noise)


def no_seed(log: Log) -> Iterator[Finding]:
    """Yield a note where random numbers train a model or part rows, and no cell sets a seed.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``no-seed``, at the first such place.
    """
    if any(_SEEDED.search(text) for text in log.sources.values()):
        return
    for event in log.of("fit", "tune", "cross-validate", "split", nested=True):
        draws = event.details.get("draws") and not event.details["seeded"]
        if draws or "weights" in event.details or event.details.get("unseeded"):
            yield Finding(
                "no-seed",
                "note",
                event.place,
                "Random numbers are drawn here, and no cell sets a seed: a second run of "
                "this notebook gives another result.",
                "keras.utils.set_random_seed(0), or random_state=0.",
                "06-ablation",
            )
            return


def _draws(run: Run) -> bool:
    return "weights" in run.last.details or bool(run.last.details.get("draws"))


def _scores(arm: list[Run]) -> list[float]:
    return [run.score for run in arm if run.score is not None]


def _mean(arm: list[Run]) -> float:
    return float(np.mean(_scores(arm)))


def _error(arm: list[Run]) -> float:
    if len(arm) > 1:
        return float(np.std(_scores(arm), ddof=1) / np.sqrt(len(arm)))
    mean = _mean(arm)
    return float(np.sqrt(mean * (1 - mean) / max(1, len(arm[0].rows))))


def _below(group: Group, ranked: list[list[Run]], lead: float, noise: float) -> Finding:
    several = all(len(arm) > 1 for arm in ranked)
    rows, metric = len(ranked[0][0].rows), ranked[0][0].metric
    return Finding(
        "difference-below-noise",
        "note" if several else "doubtful",
        ranked[0][0].judged.place,
        f"The best arm leads by {lead:.4f} ({_mean(ranked[0]):.4f} against "
        f"{_mean(ranked[1]):.4f}); "
        + (
            "its seeds tell differences of no less than"
            if several
            else f"{rows} judged rows tell differences "
            + ("" if metric == "accuracy" else f"in {metric}, taken as an accuracy, ")
            + "of no less than about"
        )
        + f" {noise:.4f}.",
        "Report the interval beside the difference; more seeds or more judged rows make it\n"
        "narrower. Do not call the smaller one worse.",
        "06-ablation",
        {"difference": round(lead, 4), "two standard errors": round(noise, 4), "rows": rows},
    )
