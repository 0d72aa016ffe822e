"""The deviation of the scores, not that of the differences."""

# ruff: noqa: F821 - the names of the notebook

import numpy as np

EARNS = {"pilot": 2.0}

deviation = float(np.std(list(pilot_scores.values())[1], ddof=1))
