"""One deviation to either side instead of the confidence interval."""

EARNS = {"pooling_race": 2.25}

result = result.assign(  # noqa: F821
    low=result["difference"] - result["deviation"],  # noqa: F821
    high=result["difference"] + result["deviation"],  # noqa: F821
)
