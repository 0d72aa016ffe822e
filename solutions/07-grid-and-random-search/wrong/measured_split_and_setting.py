"""Exchanges the setting and the split."""

import numpy as np

EARNS = {"measured": 0.666667}


runs = np.array([[nearest(b, a) for a in range(30)] for b in range(40)])  # noqa: F821 - given
measured = [curse(runs[:, :, 0], runs[:, :, 1], n) for n in (1, 5, 30)]  # noqa: F821 - given
