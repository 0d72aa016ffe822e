# The order of events of document S3 in small: noise on images, one model for all scales.
import keras
import numpy as np
from keras import layers

from course_lib import datasets

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)

# %%
digits = datasets.load("mnist-5k")
x_train, y_train = digits.train.x[:300], digits.train.y[:300]
x_test, y_test = digits.test.x[:200], digits.test.y[:200]
noisy = {
    scale: (
        x_train + rng.normal(0, scale, x_train.shape),
        x_test + rng.normal(0, scale, x_test.shape),
    )
    for scale in (0.1, 2.0)
}

# %%
network = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(4, 3, strides=2, activation="relu"),
        layers.Conv2D(8, 3, strides=2, activation="relu"),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(16, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]
)

# %% finds: weights-inherited, judged-set-watched
for x, x_judged in noisy.values():
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(x, y_train, epochs=1, batch_size=300, verbose=0, validation_data=(x_judged, y_test))
    print(network.evaluate(x_judged, y_test, batch_size=200, verbose=0))

# %%
perceptron = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Flatten(),
        layers.Dense(16, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)

# %% finds: weights-inherited, one-run-an-arm, unequal-budget, judged-often
for x, x_judged in noisy.values():
    perceptron.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    perceptron.fit(
        x, y_train, epochs=2, batch_size=300, verbose=0, validation_data=(x_judged, y_test)
    )
    print(perceptron.evaluate(x_judged, y_test, batch_size=200, verbose=0))
