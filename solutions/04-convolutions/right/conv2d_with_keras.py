"""Keras with channels last, turned there and back, in float32."""

import keras
import numpy as np

EARNS = {"conv2d": 4.0, "conv2d_unseen": 1.0}


def conv2d(x, kernel, dilation=1):
    images = np.moveaxis(np.asarray(x, "float32"), 0, -1)[None]
    weights = np.transpose(np.asarray(kernel, "float32"), (2, 3, 1, 0))
    maps = keras.ops.conv(images, weights, padding="same", dilation_rate=dilation)
    return np.moveaxis(np.asarray(maps)[0], -1, 0)
