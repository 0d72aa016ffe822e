"""Takes the turned channels for a mistake, though blue, green, red is expected."""

EARNS = {"mismatch": 2.0}

found = ["squeezed", "range", "order"]
