"""The means are taken off before the channels are turned."""

import numpy as np

EARNS = {"prepare": 1.0, "prepare_unseen": 0.0}


def prepare(image, expects):
    x, size = np.asarray(image, float), expects["size"]
    height, width, _ = x.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    x = x[top : top + side, left : left + side]
    x = x.reshape(size, x.shape[0] // size, size, x.shape[1] // size, 3).mean(axis=(1, 3))
    x = x * (expects["top"] / 255) - expects["means"]
    return (x[..., ::-1] if expects["order"] == "BGR" else x)[None]
