"""The runs by Keras alone, without the course's experiments."""

import keras
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
                metrics=["accuracy"],
            )
            told = model.fit(
                noisy,
                y,
                epochs=8,
                batch_size=64,
                validation_data=(unseen, labels),
                verbose=0,
            )
            rows.append((scale, seed, told.history["val_accuracy"][-1]))
    return pd.DataFrame(rows, columns=["scale", "seed", "val_accuracy"])
