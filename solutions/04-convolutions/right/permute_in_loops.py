"""Row by row and column by column, by the older generator of NumPy."""

import numpy as np

EARNS = {"permute": 2.0}


def permute(x, seed):
    state = np.random.RandomState(seed)
    rows, columns = list(range(x.shape[1])), list(range(x.shape[2]))
    state.shuffle(rows)
    state.shuffle(columns)
    moved = np.empty_like(x)
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            moved[:, i, j] = x[:, row, column]
    return moved
