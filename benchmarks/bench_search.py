"""Hyperparameter search: ours against KerasTuner's own tuner, and two processes against one."""

from __future__ import annotations

import functools
import multiprocessing
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")

from interleave import interleave, ratios, save

TRIALS, EPOCHS = 3, 5


def build(hp):
    from course_lib import models

    units, rate = hp.Choice("units", [32, 64, 128]), hp.Choice("rate", [0.2, 0.4, 0.6, 0.8])
    model = models.mlp(64, 10, hidden=units, dropout=rate).build(seed=0)
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def samples():
    from course_lib import datasets

    digits = datasets.load("digits")
    return tuple((part.x.reshape(-1, 64), part.y) for part in (digits.train, digits.validation))


def ours(data, executor=None):
    from course_lib import search

    strategy = search.Random(TRIALS)
    search.tune(build, data, strategy, epochs=EPOCHS, executor=executor, progress=False)


def keras_tuner_search(data):
    import keras_tuner

    class Tuner(keras_tuner.RandomSearch):
        def _configure_tensorboard_dir(self, callbacks, trial, execution=0):
            """Do nothing: KerasTuner's needs TensorBoard, which TensorFlow no longer brings."""

    with tempfile.TemporaryDirectory() as folder:
        tuner = Tuner(build, objective="val_accuracy", max_trials=TRIALS, seed=1, directory=folder)
        (x, y), validation = data
        options = {"epochs": EPOCHS, "batch_size": 128, "verbose": 0}
        tuner.search(x, y, validation_data=validation, **options)


def main() -> None:
    data = samples()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        medians = interleave(
            {
                "ours": functools.partial(ours, data),
                "ours in two processes": functools.partial(ours, data, executor),
                "keras_tuner.RandomSearch": functools.partial(keras_tuner_search, data),
            },
            rounds=3,
        )
    against = ratios(medians, ours="ours")
    case = f"random search, {TRIALS} trials of {EPOCHS} epochs"
    tuner, two = "keras_tuner.RandomSearch", "ours in two processes"
    rows = [
        {
            "case": case,
            "ours_ms": 1000 * medians["ours"],
            "peer": tuner,
            "peer_ms": 1000 * medians[tuner],
            "ratio": against[tuner],
            "target": "at least 1",
        },
        {
            "case": f"{case}, two processes",
            "ours_ms": 1000 * medians[two],
            "peer": "ours in this process",
            "peer_ms": 1000 * medians["ours"],
            "ratio": 1 / against[two],
            "target": "above 1 on two idle cores",
        },
    ]
    for row in rows:
        print(f"{row['case']:<55}{row['ours_ms']:9.0f} ms {row['ratio']:6.2f} x {row['peer']}")
    save("search", rows, data="digits, 64 inputs, a hidden layer of 32, 64 or 128 units")


if __name__ == "__main__":
    main()
