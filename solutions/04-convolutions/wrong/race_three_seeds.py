"""Three seeds."""

EARNS = {"permuted_race": 2.0}

runs = runs[runs["seed"] < 3]  # noqa: F821 - the solution's
