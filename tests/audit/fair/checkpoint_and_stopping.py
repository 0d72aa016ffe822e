# Early stopping and a checkpoint, both by validation loss.
import pathlib
import tempfile

import keras
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(8)
digits = load_digits()
x, y = digits.data.astype("float32") / 16, keras.utils.to_categorical(digits.target, 10)
i = np.random.default_rng(8).permutation(len(x))
tr, va, te = i[:900], i[900:1200], i[1200:]

# %%
model = keras.Sequential(
    [
        keras.Input((64,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.02), "categorical_crossentropy", metrics=["accuracy"])
best = pathlib.Path(tempfile.mkdtemp()) / "best.weights.h5"

# %%
model.fit(
    x[tr],
    y[tr],
    epochs=4,
    batch_size=300,
    class_weight=dict.fromkeys(range(10), 1.0),
    verbose=0,
    validation_data=(x[va], y[va]),
    callbacks=[
        keras.callbacks.EarlyStopping(patience=2),
        keras.callbacks.ModelCheckpoint(best, save_best_only=True, save_weights_only=True),
    ],
)
model.load_weights(best)

# %%
print(dict(zip(model.metrics_names, model.evaluate(x[te], y[te], batch_size=200, verbose=0))))
