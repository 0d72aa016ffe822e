# Transfer in two phases: a new head on frozen layers, then all of it at a small rate.
import keras
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(2)
images, labels = load_digits(return_X_y=True)
images = (images / 16).reshape(-1, 8, 8, 1).astype("float32")
low, high = labels < 5, labels >= 5

# %%
base = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.Flatten(),
    ],
    name="base",
)
source = keras.Sequential([base, keras.layers.Dense(5, activation="softmax")])
source.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
source.fit(images[low], labels[low], epochs=2, batch_size=450, verbose=0)

# %%
x, y = images[high], labels[high] - 5
order = np.random.default_rng(2).permutation(len(x))
train, val, test = order[:200], order[200:400], order[400:]
base.trainable = False
model = keras.Sequential([base, keras.layers.Dense(5, activation="softmax")])
model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[train], y[train], epochs=3, batch_size=200, validation_data=(x[val], y[val]), verbose=0)

# %%
base.trainable = True
model.compile(keras.optimizers.Adam(1e-4), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[train], y[train], epochs=2, batch_size=200, validation_data=(x[val], y[val]), verbose=0)

# %%
print(model.evaluate(x[test], y[test], batch_size=500, verbose=0))
