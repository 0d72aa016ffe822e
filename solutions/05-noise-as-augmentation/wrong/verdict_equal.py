"""What cannot be told is called equal."""

EARNS = {"verdict": 0.666667}

noise = "equal"
