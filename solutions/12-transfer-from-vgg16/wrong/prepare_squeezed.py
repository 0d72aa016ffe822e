"""The whole image is made smaller, as S4 does it."""

import numpy as np

EARNS = {"prepare": 2.0, "prepare_unseen": 0.0}


def prepare(image, expects):
    x, size = np.asarray(image, float), expects["size"]
    height, width, _ = x.shape
    x = x[: height // size * size, : width // size * size]  # no cut
    x = x.reshape(size, x.shape[0] // size, size, x.shape[1] // size, 3).mean(axis=(1, 3))
    x = x * (expects["top"] / 255)
    x = x[..., ::-1] if expects["order"] == "BGR" else x
    return (x - expects["means"])[None]
