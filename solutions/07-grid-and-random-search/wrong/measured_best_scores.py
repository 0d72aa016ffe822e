"""Reports the best validation scores, not what they promise too much."""

EARNS = {"measured": 0.333333}


measured = [runs[:, :n, 0].max(axis=1).mean() for n in (1, 5, 30)]  # noqa: F821 - the notebook's
