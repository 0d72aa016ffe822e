"""Takes the product of 2, 3 and 4 for their least common multiple."""

EARNS = {"edge_share": 2.5}

safe = list(range(24, 65, 24))
