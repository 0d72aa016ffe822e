"""What was handed in by hand, without the sheet of a comparison."""

# ruff: noqa: F821 - the names of the notebook

EARNS = {"trial": 5.0}

judged = judged | {"sheet": {"seeds": "ten", "splits": "one"}}
