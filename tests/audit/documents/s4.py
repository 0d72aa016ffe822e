# The order of events of document S4 in small: two optimisers, layer normalisation, two searches.
import tempfile

import keras
import keras_tuner
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, train_test_split

keras.utils.set_random_seed(0)

# %%
x, y = load_digits(return_X_y=True)
x = (x / 16.0).astype("float32")
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.25, random_state=0)

# %% finds: judged-set-watched
model = keras.Sequential(
    [
        keras.Input((64,)),
        keras.layers.Dense(20, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
adam = model.fit(
    x_train, y_train, epochs=2, verbose=0, batch_size=2048, validation_data=(x_test, y_test)
)
model.evaluate(x_test, y_test, batch_size=2048, verbose=0)

# %% finds: weights-inherited, judged-often, one-run-an-arm
model.compile("adagrad", "sparse_categorical_crossentropy", metrics=["accuracy"])
adagrad = model.fit(
    x_train, y_train, epochs=2, verbose=0, batch_size=2048, validation_data=(x_test, y_test)
)
model.evaluate(x_test, y_test, batch_size=2048, verbose=0)

# %%
normalised = keras.Sequential(
    [
        keras.Input((64,)),
        keras.layers.LayerNormalization(),
        keras.layers.Dense(20, activation="relu"),
        keras.layers.LayerNormalization(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
normalised.compile("adagrad", "sparse_categorical_crossentropy", metrics=["accuracy"])
normalised.fit(
    x_train, y_train, epochs=2, verbose=0, batch_size=2048, validation_data=(x_test, y_test)
)
normalised.evaluate(x_test, y_test, batch_size=2048, verbose=0)


# %% finds: output-misfits-loss, search-score-only
def network(X, y, activation):
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10, activation=activation),
        ]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


wrapped = keras.wrappers.SKLearnClassifier(
    network, model_kwargs={"activation": "softmax"}, fit_kwargs={"verbose": 0, "batch_size": 64}
)
grid = GridSearchCV(
    wrapped,
    {"model_kwargs": [{"activation": name} for name in ("relu", "sigmoid")]},
    cv=2,
    refit=False,
)
grid.fit(x_train[:100], y_train[:100])


# %% finds: training-objective, unequal-budget
def build(hp):
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dropout(hp.Choice("rate", [0.2, 0.8])),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


tuner = keras_tuner.RandomSearch(
    build, objective="accuracy", max_trials=2, seed=0, directory=tempfile.mkdtemp(), overwrite=True
)
tuner.search(x_train, y_train, epochs=2, batch_size=2048, verbose=0)

# %%
best = tuner.get_best_models(1)[0]
best.evaluate(x_test, y_test, batch_size=2048, verbose=0)
shown = np.asarray(grid.cv_results_["mean_test_score"])
