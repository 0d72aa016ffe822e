"""Reports the best validation scores, not what they promise too much."""

import numpy as np

EARNS = {"measured": 0.0}


rng = np.random.default_rng(0)
scores = np.array(
    [
        [nearest(rng.permutation(64)[:20], split)[0] for _ in range(30)]  # noqa: F821 - given
        for split in range(20)
    ]
)
measured = [scores[:, :n].max(axis=1).mean() for n in (1, 5, 30)]
