"""The longest list first: a square image counts as squeezed."""

EARNS = {"mismatch": 2.666667}

_all = mismatch  # noqa: F821 - the notebook's


def mismatch(image, prepared, expects):
    found = _all(image, prepared, expects)
    return ["squeezed", *found] if len(image) == len(image[0]) else found
