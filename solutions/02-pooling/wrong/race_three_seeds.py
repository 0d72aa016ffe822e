"""Three seeds instead of five."""

EARNS = {"pooling_race": 2.25}

runs = runs[runs["seed"] < 3]  # noqa: F821 - the notebook's
few = runs.pivot(index="seed", columns="variant", values="val_accuracy")
result = experiments.verdicts(dict(few.items()), "maximum")  # noqa: F821
