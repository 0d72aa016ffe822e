"""What may be unfair: each module looks for one thing, or a few that belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course_lib.audit.events import Log
from course_lib.audit.findings import (
    budgets,
    changes,
    compared,
    conventions,
    converged,
    fitted,
    inherited,
    inputs,
    judged,
    labels,
    outputs,
    rows,
    stacked,
    tuned,
)
from course_lib.audit.findings.finding import Finding, merged

__all__ = ["FINDERS", "find"]

FINDERS: tuple[Callable[[Log], Iterator[Finding]], ...] = (
    inherited.weights_inherited,
    labels.labels_apart,
    rows.judged_rows_trained,
    fitted.fitted_on_judged,
    judged.judged_set,
    tuned.training_objective,
    outputs.output_misfits_loss,
    outputs.constant_prediction,
    outputs.at_chance,
    inputs.unscaled_inputs,
    conventions.other_convention,
    stacked.stacked_on_training,
    tuned.search_score_only,
    budgets.unequal_budget,
    changes.several_changes,
    converged.diverged,
    converged.unconverged,
    compared.one_run,
    compared.difference_below_noise,
    compared.no_seed,
)


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
    found: list[Finding] = []
    for finder in FINDERS:
        try:
            found += finder(log)
        except Exception as error:
            what = f"{finder.__name__} ({type(error).__name__}: {error})"
            log.unfollowed.setdefault(what, log.events[-1].place)
    return merged(found)
