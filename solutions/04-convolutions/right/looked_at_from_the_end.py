"""Works from the last layer to the first, returns a list; the shifts as an array."""

import numpy as np

EARNS = {"unseen_shift": 3.0}


def looked_at(chain):
    side = 1
    for window, stride in reversed(list(chain)):
        side = (side - 1) * stride + window
    return [side, float(np.prod([stride for _, stride in chain]))]


unseen = np.arange(6, 21, 6)
