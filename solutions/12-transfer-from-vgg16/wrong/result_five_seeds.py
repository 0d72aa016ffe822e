"""Five seeds, where eight are asked for."""

EARNS = {"result": 0.0}

with_trained, with_shuffled = (
    [row[:5] for row in table]
    for table in (with_trained, with_shuffled)  # noqa: F821 - the notebook's
)
result = trial(sizes, with_trained, with_shuffled)  # noqa: F821 - the notebook's
