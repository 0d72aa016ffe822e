# Three different networks answer together: their probabilities are averaged, and judged once.
import keras
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(4)
x, y = load_digits(return_X_y=True)
x = (x / 16).astype("float32")
order = np.random.default_rng(4).permutation(len(x))
train, val, test = order[:900], order[900:1200], order[1200:]


# %%
def fitted(units, rate):
    net = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    net.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    net.fit(x[train], y[train], epochs=3, batch_size=300, verbose=0)
    return net


members = [fitted(16, 0.02), fitted(32, 0.01), fitted(64, 0.005)]

# %%
# a threshold, below which nobody answers, from validation rows
together = np.mean([net.predict(x[val], verbose=0) for net in members], axis=0)
sure = together.max(axis=1)
right = together.argmax(axis=1) == y[val]
threshold = min(t for t in np.linspace(0, 1, 50) if right[sure >= t].mean() >= 0.8 or t == 1)

# %%
total = np.zeros((len(test), 10))
for net in members:
    total += net.predict(x[test], verbose=0)
answers = total.argmax(axis=1)
kept = total.max(axis=1) / len(members) >= threshold
print((answers == y[test]).mean(), (answers[kept] == y[test][kept]).mean(), kept.mean())

# %%
said = np.array([net.predict(x[test], verbose=0).argmax(axis=1) for net in members])
print("first and second agree in", (said[0] == said[1]).mean())
