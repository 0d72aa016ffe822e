"""A seed that counts twice."""

# ruff: noqa: F821 - the names of the notebook

EARNS = {"pilot": 3.0}

pilot_seeds = [*pilot_seeds[:3], pilot_seeds[0]]
