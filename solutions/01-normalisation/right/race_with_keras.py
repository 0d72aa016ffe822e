"""The race by Keras alone, batch by batch, one network put back to a fresh start for each run."""

import keras
import numpy as np
import pandas as pd

from course_lib import models

EARNS = {"race": 3.0}


def fair_race(data, rates, seeds):
    (x, y), validation = data["train"], data["validation"]
    description = models.mlp(x.shape[1:], 10, hidden=100)
    rows = []
    for name, optimizer in (
        ("Adam", keras.optimizers.Adam()),
        ("AdaGrad", keras.optimizers.Adagrad()),
    ):
        model = description.build(seed=0)
        model.compile(optimizer, "sparse_categorical_crossentropy")
        optimizer.build(model.trainable_variables)
        state = [variable.numpy() for variable in optimizer.variables]
        for rate in rates:
            scores = []
            for seed in seeds:
                for variable, value in zip(optimizer.variables, state, strict=True):
                    variable.assign(value)
                optimizer.learning_rate = rate
                model.set_weights(description.build(seed=seed).get_weights())
                shuffled = np.random.default_rng(seed)
                for _ in range(10):
                    order = shuffled.permutation(len(x))
                    for batch in np.split(order, range(128, len(x), 128)):
                        model.train_on_batch(x[batch], y[batch])
                guessed = np.argmax(model(validation[0]), axis=1)
                scores.append(np.mean(guessed == validation[1]))
            scores = pd.Series(scores)
            rows.append((name, rate, scores.mean(), scores.std()))
    return pd.DataFrame(rows, columns=["optimiser", "rate", "mean", "deviation"])
