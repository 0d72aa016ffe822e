"""`once` gets five times the epochs."""

import numpy as np
import pandas as pd

from course_lib import training

EARNS = {"copy_runs": 2.142857}


def copy_runs(data, seeds):
    x, y = data["train"]
    rows = []
    for seed in seeds:
        clones = [regional(x, 0.1, [seed, copy]) for copy in range(4)]  # noqa: F821
        arms = {
            "once": (x, y),
            "plain copies": (np.concatenate(5 * [x]), np.tile(y, 5)),
            "noisy copies": (np.concatenate([x, *clones]), np.tile(y, 5)),
        }
        for arm, (images, labels) in arms.items():
            model = network(x.shape[1:]).build(seed=seed)  # noqa: F821 - the notebook's
            model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
            model.optimizer.learning_rate = 0.003
            history = training.fit(
                model,
                images,
                labels,
                epochs=30 if arm == "once" else 6,
                batch_size=20,
                validation_data=data["validation"],
                seed=seed,
                reuse=True,
            ).history
            rows.append((arm, seed, 6 * len(images), history["val_accuracy"][-1]))
    return pd.DataFrame(rows, columns=["arm", "seed", "images_seen", "val_accuracy"])
