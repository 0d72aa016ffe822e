# A random search by validation accuracy; the winner is trained anew and judged once.
import tempfile

import keras
import keras_tuner
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(0)
x, y = load_digits(return_X_y=True)
x = (x / 16).astype("float32")
order = np.random.default_rng(0).permutation(len(x))
train, val, test = order[:700], order[700:1000], order[1000:1500]


# %%
def build(hp):
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(hp.Choice("units", [8, 16, 32]), activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    rate = hp.Float("rate", 1e-2, 1e-1, sampling="log")
    model.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


# %%
tuner = keras_tuner.RandomSearch(
    build, "val_accuracy", max_trials=2, seed=0, directory=tempfile.mkdtemp(), project_name="a"
)
tuner.search(
    x[train], y[train], epochs=2, batch_size=350, validation_data=(x[val], y[val]), verbose=0
)

# %%
hyperparameters = tuner.get_best_hyperparameters()[0]
winner = tuner.hypermodel.build(hyperparameters)
both = np.concatenate([train, val])
winner.fit(x[both], y[both], epochs=3, batch_size=500, verbose=0)
print(hyperparameters.values, winner.evaluate(x[test], y[test], verbose=0))
