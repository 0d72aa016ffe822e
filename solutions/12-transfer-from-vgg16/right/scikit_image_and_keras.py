"""scikit-image for the blocks, Keras' ops for the head."""

import keras
import numpy as np
from skimage.measure import block_reduce

EARNS = {"prepare": 3.0, "prepare_unseen": 1.0, "head": 4.0}


def prepare(image, expects):
    x = np.array(image, dtype=float)
    side = min(x.shape[:2])
    cut = [(n - side) // 2 for n in x.shape[:2]]
    x = x[cut[0] :, cut[1] :][:side, :side]
    block = side // expects["size"]
    x = block_reduce(x, (block, block, 1), np.mean)
    if expects["top"] == 1:
        x /= 255
    if expects["order"] == "BGR":
        x = np.flip(x, axis=2)
    return np.stack([x - np.array(expects["means"])])


def train_head(x, y, n_classes, rate, steps):
    x = np.asarray(x, "float64")
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale == 0, 1, scale)
    z, truth = (x - mean) / scale, np.asarray(keras.ops.one_hot(y, n_classes), "float64")
    kernel, bias = np.zeros((x.shape[1], n_classes)), np.zeros((n_classes,))
    for _ in range(steps):
        p = np.asarray(keras.ops.softmax(z @ kernel + bias, axis=-1))
        error = (p - truth) / len(y)
        kernel, bias = kernel - rate * z.T.dot(error), bias - rate * error.sum(0)
    return {"mean": mean, "scale": scale, "kernel": kernel, "bias": bias}


def probabilities(head, x):
    z = (np.asarray(x, float) - head["mean"]) / head["scale"]
    return np.asarray(keras.ops.softmax(z @ head["kernel"] + head["bias"], axis=-1))
