"""Differences the other way round."""

EARNS = {"pooling_race": 2.25}

result = result.assign(  # noqa: F821
    difference=-result["difference"],  # noqa: F821
    low=-result["high"],  # noqa: F821
    high=-result["low"],  # noqa: F821
)
