# S4's trials done right: each arm its own model, validation rows, a validation objective.
import tempfile

import keras
import keras_tuner
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)

# %%
x, y = load_digits(return_X_y=True)
x = (x / 16.0).astype("float32")
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.25, random_state=0)


# %%
def build(normalised=False):
    layers = [keras.Input((64,)), keras.layers.Dense(20, activation="relu")]
    if normalised:
        layers.insert(1, keras.layers.LayerNormalization())
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


# %%
histories = {}
arms = (("adam", False), ("adagrad", False), ("adagrad", True))
for optimizer, normalised in arms * 2:  # two fresh starts each
    model = build(normalised)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x_train, y_train, epochs=2, batch_size=512, verbose=0, validation_split=0.2)
    histories[optimizer, normalised] = history.history["val_accuracy"]


# %%
def searched(hp):
    model = build()
    model.compile(
        keras.optimizers.Adam(hp.Choice("rate", [0.01, 0.001])),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


tuner = keras_tuner.RandomSearch(
    searched,
    objective="val_accuracy",
    max_trials=2,
    seed=0,
    directory=tempfile.mkdtemp(),
    overwrite=True,
)
tuner.search(x_train, y_train, validation_split=0.2, epochs=1, batch_size=2048, verbose=0)

# %%
tuner.get_best_models(1)[0].evaluate(x_test, y_test, batch_size=2048, verbose=0)
