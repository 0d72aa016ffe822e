"""The runs by Keras alone: a fresh network for each, scored by its own predictions."""

import keras
import numpy as np
import pandas as pd

EARNS = {"speckle": 3.0}


def noise_runs(data, mean, scales, seeds):
    (x, y), (other, labels) = data["train"], data["validation"]
    rows = []
    for scale in scales:
        for seed in seeds:
            noisy = multiplied(x, mean, scale, seed)  # noqa: F821 - the notebook's
            unseen = multiplied(other, mean, scale, seed + 1000)  # noqa: F821
            keras.utils.set_random_seed(seed)
            model = network(x.shape[1:]).build(seed=seed)  # noqa: F821
            model.compile(
                keras.optimizers.Adam(0.003),
                "sparse_categorical_crossentropy",
            )
            model.fit(noisy, y, epochs=8, batch_size=64, verbose=0)
            guessed = np.argmax(model(unseen), axis=1)
            rows.append((scale, seed, np.mean(guessed == labels)))
    return pd.DataFrame(rows, columns=["scale", "seed", "val_accuracy"])
