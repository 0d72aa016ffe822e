"""Takes the turned channels for a mistake, though blue, green, red is expected."""

EARNS = {"found": 0.0}

found = ["squeezed", "range", "order"]
