"""Lists the sizes that are safe for one of the windows."""

EARNS = {"edge_share": 2.5}

safe = [n for n in range(8, 65) if n % 2 == 0 or n % 3 == 0]
