"""One thing wrong at most."""

EARNS = {"mismatch": 2.666667}

_all = mismatch  # noqa: F821 - the notebook's


def mismatch(image, prepared, expects):
    found = _all(image, prepared, expects)
    return found if len(found) < 2 else found[:1]
