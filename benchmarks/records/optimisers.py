"""Which optimiser leads when each has its own rate, with layer normalisation and without.

Every arm is trained at every rate; the curves go on to a plateau. A rate is chosen by the first
seeds and compared on the others. Keras begins AdaGrad's sum of squares at 0.1; one arm begins it
near 0, and plain gradient descent shows what AdaGrad is while that 0.1 outweighs the sum.
"""

from __future__ import annotations

from typing import Any

import keras

from course_lib import experiments, models, training

DATA = "mnist-5k"
OPTIMIZERS = {
    "Adam": lambda rate: keras.optimizers.Adam(rate),
    "AdaGrad": lambda rate: keras.optimizers.Adagrad(rate),
    "AdaGrad from 0": lambda rate: keras.optimizers.Adagrad(rate, initial_accumulator_value=1e-7),
    "SGD": lambda rate: keras.optimizers.SGD(rate),
}
ARMS = (*OPTIMIZERS, *(f"{name}, layer norm" for name in OPTIMIZERS))
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
SEEDS = range(15)
EPOCHS = 40
BY = ("rate",)
TEST_SHARE = 500 / 4000
CHEAP = {"arm": "AdaGrad", "seed": 0, "epochs": 1}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of the last epoch and the curves, a row for each rate."""
    drawn = experiments.resampled(data, seed=seed)
    name, _, normalized = arm.partition(", ")
    network = models.named("s4-mlp-normalized" if normalized else "s4-mlp")
    rows = []
    for rate in RATES:
        model = network.build(seed=seed)
        model.compile(
            OPTIMIZERS[name](rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        history = training.fit(
            model,
            *drawn.train,
            validation_data=tuple(drawn.validation),
            epochs=epochs,
            batch_size=128,
            seed=seed,
            reuse=True,
        ).history
        rows.append(
            {
                "rate": rate,
                "accuracy": history["val_accuracy"][-1],
                "loss": history["val_loss"][-1],
                "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
                "loss_curve": [round(value, 4) for value in history["loss"]],
            }
        )
    return rows
