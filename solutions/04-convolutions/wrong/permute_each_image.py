"""Draws a permutation for each image."""

import numpy as np

EARNS = {"permute": 1.5}


def permute(x, seed):
    rng = np.random.default_rng(seed)
    moved = [image[rng.permutation(x.shape[1])][:, rng.permutation(x.shape[2])] for image in x]
    return np.array(moved)
