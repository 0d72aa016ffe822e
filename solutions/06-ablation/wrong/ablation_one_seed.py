"""Runs each arm once."""

EARNS = {"ablation": 2.0}


runs = {"base": [score(base, 0)]}  # noqa: F821 - the notebook's
for name, network in variants.items():  # noqa: F821
    runs[name] = [score(network, 0)]  # noqa: F821
found = {name: "better" if runs[name] > runs["base"] else "worse" for name in variants}  # noqa: F821
