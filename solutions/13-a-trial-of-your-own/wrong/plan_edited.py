"""The text of the plan edited, with the digest as it was."""

# ruff: noqa: F821 - the names of the notebook

EARNS = {"plan": 0.0}

planned = planned.replace('"margin": 0.04', '"margin": 0.05')
