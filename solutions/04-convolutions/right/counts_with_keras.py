"""Counts by building each layer in Keras."""

import keras

EARNS = {"counts": 3.0, "counts_unseen": 1.0}


def counts(input_shape, layers):
    shape, found = (None, *input_shape), []
    for spec in layers:
        if spec["kind"] == "conv":
            layer = keras.layers.Conv2D(
                spec["filters"], spec["kernel"], spec["stride"], padding=spec["padding"]
            )
        elif spec["kind"] == "pool":
            layer = keras.layers.MaxPooling2D(spec["size"])
        elif spec["kind"] == "dense":
            layer = keras.layers.Dense(spec["units"])
        elif spec["kind"] == "flatten":
            layer = keras.layers.Flatten()
        else:
            layer = keras.layers.Dropout(spec["rate"])
        layer.build(shape)
        found.append(layer.count_params())
        shape = layer.compute_output_shape(shape)
    return found
