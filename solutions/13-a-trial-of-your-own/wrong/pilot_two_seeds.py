"""Two pairs, from which nobody knows a deviation."""

# ruff: noqa: F821 - the names of the notebook

EARNS = {"pilot": 3.0}

pilot_seeds = pilot_seeds[:2]
pilot_scores = {arm: scores[:2] for arm, scores in pilot_scores.items()}
one, two = pilot_scores.values()
deviation = abs((two[0] - one[0]) - (two[1] - one[1])) / 2**0.5
