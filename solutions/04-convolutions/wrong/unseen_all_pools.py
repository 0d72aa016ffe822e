"""Takes the stride of every pool for its size."""

EARNS = {"unseen_shift": 2.0}

unseen = [18]
