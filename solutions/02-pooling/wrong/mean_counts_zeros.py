"""block_reduce as it is: fills up with zeros and counts them."""

import numpy as np
from skimage.measure import block_reduce

EARNS = {"block_mean": 1.5, "block_mean_unseen": 0.0}


def block_mean(x, k):
    return block_reduce(x, (k, k, 1), np.mean)
