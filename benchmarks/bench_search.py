"""Hyperparameter search: ours against KerasTuner's own tuner, and two processes against one."""

from __future__ import annotations

import functools
import multiprocessing
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")

from interleave import interleave, save

TRIALS, EPOCHS = 12, 5
PEER = "keras_tuner.RandomSearch"


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


def forget():
    """Leave no traced loop to the next search, which starts as the first of a session does."""
    from course_lib.training import reuse

    reuse._waiting.clear()


def afresh(data):
    forget()
    ours(data)


def spread(data, executor):
    """Search in both workers, each of which is told to forget what it traced."""
    for waiting in [executor.submit(forget) for _ in range(2)]:
        waiting.result()
    ours(data, executor)


def keras_tuner_search(data):
    import keras_tuner

    with tempfile.TemporaryDirectory() as folder:
        tuner = keras_tuner.RandomSearch(
            build, objective="val_accuracy", max_trials=TRIALS, seed=1, directory=folder
        )
        (x, y), validation = data
        options = {"epochs": EPOCHS, "batch_size": 128, "verbose": 0}
        tuner.search(x, y, validation_data=validation, **options)


def main() -> None:
    data = samples()
    context = multiprocessing.get_context("spawn")
    first, again, two = "a session's first search", "the same search again", "two processes"
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        medians = interleave(
            {
                first: functools.partial(afresh, data),
                again: functools.partial(ours, data),
                two: functools.partial(spread, data, executor),
                PEER: functools.partial(keras_tuner_search, data),
            },
            rounds=3,
        )
    compared = [
        (first, PEER, "at least 8"),
        (again, PEER, "at least 8"),
        (two, first, "at least 1.7 on two idle cores"),
    ]
    rows = [
        {
            "case": f"random search, {TRIALS} trials of {EPOCHS} epochs, {case}",
            "ours_ms": 1000 * medians[case],
            "peer": peer if peer == PEER else "ours, one process",
            "peer_ms": 1000 * medians[peer],
            "ratio": medians[peer] / medians[case],
            "target": target,
        }
        for case, peer, target in compared
    ]
    for row in rows:
        print(f"{row['case']:<66}{row['ours_ms']:8.0f} ms {row['ratio']:5.2f} x {row['peer']}")
    load = f"load average {os.getloadavg()[0]:.1f}"
    save("search", rows, data="digits, 64 inputs, a hidden layer of 32, 64 or 128 units", load=load)


if __name__ == "__main__":
    main()
