"""Takes the day for what leaks."""

EARNS = {"leak": 1.5}

leak = "day"
worth = promised(x, y, seed=9) - honest(x, y, columns["day"])  # noqa: F821 - the notebook's
