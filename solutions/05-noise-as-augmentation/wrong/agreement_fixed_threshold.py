"""One threshold, whatever the classes."""

EARNS = {"agreement": 2.142857}


def labels_belong(x, y):
    return bool(agreement(x, y)[0] > 0.2)  # noqa: F821 - the notebook's
