"""Six of ten seeds: the rest took too long."""

# ruff: noqa: F821 - the names of the notebook

EARNS = {"trial": 1.0}

trial, watched = audit.audit_call(
    lambda: experiments.compare(
        arms,
        digits,
        **(plan.settings | {"seeds": range(6)}),
        progress=False,
    )
)
judgement = plan.judge(trial)
judged, answer = judgement.to_dict(), judgement.answer
scores = {arm: some[:6] for arm, some in scores.items()}
