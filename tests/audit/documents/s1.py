# The order of events of document S1 in small: an ablation, one run a variant.
import keras
from keras import layers

from course_lib import datasets

keras.utils.set_random_seed(0)

# %%
digits = datasets.load("mnist-5k")
x_train, x_test = digits.train.x[:400], digits.test.x[:200]
y_train = keras.utils.to_categorical(digits.train.y[:400], 10)
y_test = keras.utils.to_categorical(digits.test.y[:200], 10)


# %%
def block(filters, activation="relu", pool=2, drop=0.25):
    yield layers.Conv2D(filters, 3, padding="same", activation=activation)
    yield layers.MaxPooling2D(pool)
    if drop:
        yield layers.Dropout(drop)


def trial(parts):
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.AveragePooling2D(2),
            *parts,
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        x_train, y_train, epochs=1, batch_size=400, verbose=0, validation_data=(x_test, y_test)
    )
    return model.evaluate(x_test, y_test, batch_size=200, verbose=0)


def dense(units, activation="relu", drop=0.5):
    yield layers.Dense(units, activation=activation)
    if drop:
        yield layers.Dropout(drop)


# %% finds: judged-set-watched
base = trial([*block(4), *block(8), layers.Flatten(), *dense(32), *dense(16)])

# %% finds: one-run-an-arm, judged-often
no_dropout = trial(
    [
        *block(4, drop=0),
        *block(8, drop=0),
        layers.Flatten(),
        *dense(32, drop=0),
        *dense(16, drop=0),
    ]
)

# %% finds: several-changes
pooling = trial([*block(4, pool=4), layers.Flatten(), *dense(32), *dense(16), *dense(16)])

# %%
one_dense = trial([*block(4), *block(8), layers.Flatten(), *dense(32)])

# %% finds: diverged, constant-prediction
exponential = trial(
    [
        *block(4, "exponential"),
        *block(8, "exponential"),
        layers.Flatten(),
        *dense(32, "exponential"),
        *dense(16, "exponential"),
    ]
)
