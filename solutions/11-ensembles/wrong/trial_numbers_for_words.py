"""Puts differences where words were asked for."""

import numpy as np

EARNS = {"trial": 0.666667}


base = np.array(trial["one network"])  # noqa: F821 - the notebook's
found = {name: float(np.mean(trial[name] - base)) for name in list(trial)[1:]}  # noqa: F821
