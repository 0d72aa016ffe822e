"""Drops the pixels that are left over."""

EARNS = {"block_mean": 1.0, "block_mean_unseen": 0.0}


def block_mean(x, k):
    rows, columns = x.shape[0] // k, x.shape[1] // k
    whole = x[: rows * k, : columns * k].reshape(rows, k, columns, k, -1)
    return whole.mean(axis=(1, 3))
