"""Forgets that five networks have to be asked five times."""

EARNS = {"trial": 0.666667}


costs = dict.fromkeys(trial, (5, 1)) | {"one network": (1, 1)}  # noqa: F821 - the notebook's
