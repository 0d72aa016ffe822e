"""Hands in the confounded variant itself as the arm that is missing."""

EARNS = {"ablation": 1.5}


def missing_arm():
    return variants["leaky"]  # noqa: F821 - the notebook's
