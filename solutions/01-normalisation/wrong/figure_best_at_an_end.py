"""The grid ends where AdaGrad is best."""

EARNS = {"race_figure": 1.0}

race = race[race["rate"] < 0.5]  # noqa: F821 - the notebook's
