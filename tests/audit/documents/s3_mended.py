# S3's comparison done right: fresh weights for every scale, model and seed, equal training.
import keras
import numpy as np
from keras import layers

from course_lib import datasets

# %%
digits = datasets.load("mnist-5k")
x, y = digits.train.x[:300], digits.train.y[:300]


# %%
def convnet():
    return [
        layers.Conv2D(4, 3, strides=2, activation="relu"),
        layers.Flatten(),
        layers.Dense(16, activation="relu"),
    ]


def perceptron():
    return [layers.Flatten(), layers.Dense(16, activation="relu")]


def trial(hidden, x_noisy, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), *hidden(), layers.Dense(10, activation="softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x_noisy, y, epochs=1, batch_size=300, verbose=0, validation_split=0.3)
    return history.history["val_accuracy"][-1]


# %%
scores = {}
for scale in (2.0,):
    x_noisy = x + np.random.default_rng(0).normal(0, scale, x.shape)
    for hidden in (convnet, perceptron):
        scores[scale, hidden.__name__] = [trial(hidden, x_noisy, seed) for seed in (0, 1)]
print(scores)
