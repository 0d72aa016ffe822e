# S1's ablation done right: one change at a time, several seeds, the test images opened once.
import keras
import numpy as np
from keras import layers

from course_lib import datasets

# %%
digits = datasets.load("mnist-5k")
x_train, y_train = digits.train.x[:400], digits.train.y[:400]


# %%
def block(filters, drop):
    yield layers.Conv2D(filters, 3, padding="same", activation="relu")
    yield layers.MaxPooling2D(2)
    yield from [layers.Dropout(drop)] if drop else []


def trial(seed, drop=0.25, hidden=(32, 16)):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.AveragePooling2D(2),
            *block(4, drop),
            layers.Flatten(),
            *(layers.Dense(units, activation="relu") for units in hidden),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    history = model.fit(
        x_train, y_train, epochs=3, batch_size=400, verbose=0, validation_split=0.25
    ).history
    return model, history["val_accuracy"][-1]


# %%
arms = {"base": {}, "one dense layer": {"hidden": (32,)}}
trials = {name: [trial(seed, **change) for seed in (0, 1)] for name, change in arms.items()}
scores = {name: [score for _, score in runs] for name, runs in trials.items()}
print({name: (np.mean(runs), np.std(runs, ddof=1)) for name, runs in scores.items()})

# %%
best = max(scores, key=lambda name: np.mean(scores[name]))
trials[best][0][0].evaluate(digits.test.x, digits.test.y, batch_size=500, verbose=0)
