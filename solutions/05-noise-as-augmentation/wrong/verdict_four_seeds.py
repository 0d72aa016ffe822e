"""Four seeds."""

EARNS = {"verdict": 0.666667}

runs = runs[runs["seed"] < 4]  # noqa: F821 - the notebook's
