# Training goes on from a saved state, and says so: one curve, one network.
import keras
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(6)
x, y = load_digits(return_X_y=True)
x = x.astype("float32") / 16
p = np.random.default_rng(6).permutation(len(x))
x_train, y_train, x_val, y_val = x[p[:900]], y[p[:900]], x[p[900:1200]], y[p[900:1200]]
x_test, y_test = x[p[1200:]], y[p[1200:]]

# %%
model = keras.Sequential(
    [
        keras.Input((64,)),
        keras.layers.Dense(24, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
one = model.fit(
    x_train, y_train, epochs=3, batch_size=300, validation_data=(x_val, y_val), verbose=0
)

# %%
# not converged: three epochs more
two = model.fit(
    x_train,
    y_train,
    initial_epoch=3,
    epochs=6,
    batch_size=300,
    validation_data=(x_val, y_val),
    verbose=0,
)
curve = one.history["val_accuracy"] + two.history["val_accuracy"]

# %%
print(curve, model.evaluate(x_test, y_test, verbose=0))
