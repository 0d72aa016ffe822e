"""Runs each arm three times."""

EARNS = {"trial": 0.666667}


trial = {name: scores[:3] for name, scores in trial.items()}  # noqa: F821 - the notebook's
found = {name: verdict(trial[name], trial["one network"], 0.02) for name in list(trial)[1:]}  # noqa: F821
