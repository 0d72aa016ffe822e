"""The control is left out."""

EARNS = {"verdict": 0.666667}

noise = verdict["noisy copies"]  # noqa: F821 - the notebook's
