# S0 done right: parts that lie apart, and a voter that learns from pixels new to all members.
import keras
import numpy as np
from sklearn.ensemble import RandomForestClassifier

from course_lib import datasets

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)

# %% pixels of a scene, squares of it to each part
scene = datasets.scene("pavia-like")
x, y = scene.cube[scene.labels > 0].astype("float32"), scene.labels[scene.labels > 0] - 1
squares = scene.regions()
lot = rng.permutation(squares.max() + 1)[squares] % 4
train, validation, held, test = (rng.permutation(np.flatnonzero(lot == k))[:900] for k in range(4))
x_train, y_train, x_validation, y_validation = x[train], y[train], x[validation], y[validation]
x_test, y_test, x_held, y_held = x[test], y[test], x[held][:300], y[held][:300]

# %% scaled by the extremes of the training pixels
low, high = x_train.min(), x_train.max()
x_train, x_held = (x_train - low) / (high - low), (x_held - low) / (high - low)
x_validation, x_test = (x_validation - low) / (high - low), (x_test - low) / (high - low)


# %% a network of spectra, stopped early
def build():
    model = keras.Sequential(
        [
            keras.Input((103,)),
            keras.layers.Reshape((103, 1)),
            keras.layers.Conv1D(8, 5, strides=3, activation="relu"),
            keras.layers.Conv1D(8, 5, strides=3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(20, activation="relu"),
            keras.layers.Dense(9, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


original = build()
original.fit(
    x_train,
    y_train,
    epochs=6,
    batch_size=50,
    verbose=0,
    validation_data=(x_validation, y_validation),
    callbacks=[keras.callbacks.EarlyStopping(patience=15)],
)

# %% the original and its noised copies
members = [original]
for _ in range(2):
    noised = build()
    noised.set_weights([w + rng.normal(0, 0.1 * w.std(), w.shape) for w in original.get_weights()])
    members.append(noised)

# %% hard and soft votes
p = np.array([member.predict(x_test, verbose=0, batch_size=3000) for member in members])
hard = np.array([np.bincount(votes).argmax() for votes in p.argmax(axis=2).T])
print((hard == y_test).mean(), (p.sum(axis=0).argmax(axis=1) == y_test).mean())

# %%
known = [member.predict(x_held, verbose=0, batch_size=3000) for member in members]
voter = RandomForestClassifier(20, random_state=0).fit(np.hstack(known), y_held)

# %%
print((voter.predict(np.hstack(list(p))) == y_test).mean())
