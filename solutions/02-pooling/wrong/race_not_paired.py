"""One network ran with other seeds, so there are no pairs."""

EARNS = {"pooling_race": 1.5}

runs = runs.assign(  # noqa: F821
    seed=runs["seed"] + 10 * (runs["variant"] == "mean")  # noqa: F821
)
