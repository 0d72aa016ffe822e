"""What a second round does to a network that Adam has trained, by AdaGrad, Adam or SGD."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, training

DATA = "mnist-5k"
ARMS = ("MLP",)
SECOND = {
    "AdaGrad": lambda: keras.optimizers.Adagrad(),
    "Adam": lambda: keras.optimizers.Adam(),
    "Adam at 0.0001": lambda: keras.optimizers.Adam(1e-4),
    "SGD": lambda: keras.optimizers.SGD(),
}
SEEDS = range(15)
EPOCHS = 12  # of the first round and of the second
BY = ("training",)
TEST_SHARE = 500 / 4000
CHEAP = {"arm": "MLP", "seed": 0, "epochs": 1}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for Adam, for each second round after it, and for AdaGrad from fresh weights."""
    drawn = experiments.resampled(data, seed=seed)
    model = models.named("s4-mlp").build(seed=seed)
    fresh = model.get_weights()
    rows = [{"training": "Adam", **_fitted(model, keras.optimizers.Adam(), drawn, seed, epochs)}]
    trained = model.get_weights()
    for name, optimizer in SECOND.items():
        model.set_weights(trained)
        scores = _fitted(model, optimizer(), drawn, 1000 + seed, epochs)
        moved = _distance(model.get_weights(), trained) / _distance(trained, fresh)
        rows.append({"training": f"{name} after Adam", **scores, "moved": moved})
    model.set_weights(fresh)
    rows.append({"training": "AdaGrad", **_fitted(model, SECOND["AdaGrad"](), drawn, seed, epochs)})
    return rows


def _fitted(model: Any, optimizer: Any, data: Any, seed: int, epochs: int) -> dict[str, Any]:
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = training.fit(
        model,
        *data.train,
        validation_data=tuple(data.validation),
        epochs=epochs,
        batch_size=128,
        seed=seed,
        reuse=True,
    ).history
    return {
        "accuracy": history["val_accuracy"][-1],
        "loss": history["val_loss"][-1],
        "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
    }


def _distance(a: list[np.ndarray], b: list[np.ndarray]) -> float:
    return float(np.sqrt(sum(((p - q) ** 2).sum() for p, q in zip(a, b, strict=True))))
