"""A row for each seed, where a row for each size is asked for."""

EARNS = {"result": 0.0}

with_trained, with_shuffled = (
    list(zip(*table, strict=True))
    for table in (with_trained, with_shuffled)  # noqa: F821 - the notebook's
)
