"""What may be unfair: each module looks for one thing, or a few that belong together."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from course_lib.audit.events import Log
from course_lib.audit.findings import (
    budgets,
    changes,
    compared,
    conventions,
    converged,
    encoded,
    fitted,
    inherited,
    inputs,
    judged,
    labels,
    outputs,
    picked,
    related,
    rows,
    selected,
    stacked,
    subjects,
    thresholds,
    tuned,
    validated,
)
from course_lib.audit.findings.finding import Finding, merged
from course_lib.audit.findings.runs import Group, groups
from course_lib.audit.implied import implied

__all__ = ["COMPARING", "FINDERS", "find"]

FINDERS: tuple[Callable[[Log], Iterator[Finding]], ...] = (
    inherited.weights_inherited,
    labels.labels_apart,
    rows.judged_rows_trained,
    related.groups_apart,
    subjects.subjects_parted,
    fitted.fitted_on_judged,
    encoded.encoded_labels,
    selected.selected_on_judged,
    judged.judged_set,
    tuned.training_objective,
    picked.picked_by_training,
    outputs.output_misfits_loss,
    outputs.constant_prediction,
    outputs.at_chance,
    inputs.unscaled_inputs,
    conventions.other_convention,
    stacked.stacked_on_training,
    stacked.members_saw_judged,
    thresholds.threshold_chosen,
    tuned.search_score_only,
    budgets.unequal_searches,
    budgets.untuned_rival,
    converged.diverged,
    converged.cut_off,
    converged.worse_than_the_mean,
    validated.cross_validated,
    compared.no_seed,
)
COMPARING: tuple[Callable[[Sequence[Group]], Iterator[Finding]], ...] = (
    budgets.unequal_budget,
    changes.several_changes,
    converged.unconverged,
    compared.one_run,
    compared.difference_below_noise,
)
_CHOOSING = ("one-run-an-arm", "difference-below-noise", "several-changes")

Given = TypeVar("Given")
Made = TypeVar("Made")


def find(log: Log) -> list[Finding]:
    """Return what was unfair, the worst first.

    Parameters
    ----------
    log : Log
        Of a session that has ended.

    Returns
    -------
    list of Finding
        What is the same at the same line is one finding.
    """
    log.implied = _asked(implied, log, log)
    found = [one for finder in FINDERS for one in _asked(finder, log, log)]
    runs = _asked(groups, log, log)
    final = [group for group in runs if not group.chooses]
    found += [one for finder in COMPARING for one in _asked(finder, final, log)]
    chosen = [group for group in runs if group.chooses]
    for finder in COMPARING:
        found += [_noted(one) for one in _asked(finder, chosen, log)]
    return merged(found)


def _noted(one: Finding) -> Finding:
    """Return a finding on runs among which one is chosen, and judged on other rows afterwards."""
    return dataclasses.replace(one, severity="note") if one.name in _CHOOSING else one


def _asked(ask: Callable[[Given], Iterable[Made]], given: Given, log: Log) -> list[Made]:
    """Return what comes of it until it fails, which the report says; the others go on."""
    made: list[Made] = []
    try:
        made.extend(ask(given))
    except Exception as error:
        what = f"{ask.__name__} ({type(error).__name__}: {error})"
        log.unfollowed.setdefault(what, log.events[-1].place)
    return made
