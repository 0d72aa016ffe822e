"""The deviation with n in place of n - 1."""

# ruff: noqa: F821 - the names of the notebook

import numpy as np

EARNS = {"pilot": 2.0}

base, other = pilot_scores.values()
deviation = float(np.std(np.array(other) - np.array(base)))
