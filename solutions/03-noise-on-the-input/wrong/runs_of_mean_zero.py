"""Hands in the noise of mean 0 as speckle."""

EARNS = {"speckle_runs": 1.0}

speckle = zero  # noqa: F821 - the notebook's
