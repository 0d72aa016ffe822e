"""How much it is worth in points, not as a share."""

EARNS = {"leak": 2.25}

leak = "patient"
worth = 100 * (promised(x, y, seed=9) - honest(x, y, columns["patient"]))  # noqa: F821
