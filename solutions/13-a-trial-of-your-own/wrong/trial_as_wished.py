"""The answer that one would have liked, and the arms the other way round."""

# ruff: noqa: F821 - the names of the notebook

EARNS = {"trial": 3.0}

scores = dict(reversed(scores.items()))
answer = "does not hold"
