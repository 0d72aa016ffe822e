"""Sees the stride of the convolution alone."""

EARNS = {"unseen_shift": 2.0}

unseen = list(range(2, 21, 2))
