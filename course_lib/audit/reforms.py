"""Where findings stand in REFORMS, a checklist for science that uses machine learning."""

from __future__ import annotations

__all__ = ["BEYOND", "MODULES", "module_of"]

MODULES: dict[str, tuple[str, ...]] = {
    "Study goals": (),
    "Computational reproducibility": ("no-seed",),
    "Data quality": ("labels-apart",),
    "Data preprocessing": ("unscaled-inputs", "other-convention"),
    "Modeling": (
        "weights-inherited",
        "output-misfits-loss",
        "training-objective",
        "constant-prediction",
        "at-chance",
        "diverged",
        "unconverged",
        "several-changes",
        "unequal-budget",
    ),
    "Data leakage": (
        "judged-rows-trained",
        "twins-trained",
        "groups-apart",
        "fitted-on-judged",
        "stacked-on-training",
        "judged-set-watched",
        "judged-set-chose",
    ),
    "Metrics and uncertainty": (
        "training-score-only",
        "search-score-only",
        "judged-often",
        "one-run-an-arm",
        "difference-below-noise",
    ),
    "Generalizability and limitations": (),
}
BEYOND = {
    "Study goals": "No audit sees them: say what your claim is about.",
    "Generalizability and limitations": "No audit sees them: say where it need not hold.",
}


def module_of(name: str) -> str:
    """Return the module of the checklist that a finding belongs to.

    Parameters
    ----------
    name : str
        Of the finding.

    Returns
    -------
    str
        The last but one for what is not listed: it concerns what is said of a result.

    References
    ----------
    Kapoor et al., REFORMS: Consensus-based Recommendations for Machine-learning-based Science,
    Science Advances 10 (18), eadk3452, 2024: eight modules, 32 items.

    Examples
    --------
    >>> module_of("twins-trained")
    'Data leakage'
    """
    return next((one for one, names in MODULES.items() if name in names), "Metrics and uncertainty")
