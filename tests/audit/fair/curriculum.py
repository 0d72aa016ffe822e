# Easy images first, then all of them; the plain run sees as many images. Two seeds each.
import keras
import numpy as np
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
x = (x / 16).astype("float32")
order = np.random.default_rng(3).permutation(len(x))
train, test = order[:800], order[800:]
easy = train[np.argsort(x[train].std(axis=1))[-400:]]


def fresh(seed):
    keras.utils.set_random_seed(seed)
    net = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    net.compile(
        keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return net


# %%
def plain(seed):
    net = fresh(seed)
    net.fit(x[train], y[train], epochs=3, batch_size=200, verbose=0)
    return net.evaluate(x[test], y[test], batch_size=1000, verbose=0)[1]


# %%
def with_curriculum(seed):
    net = fresh(seed)
    net.fit(x[easy], y[easy], epochs=2, batch_size=200, verbose=0)
    net.fit(x[train], y[train], epochs=2, batch_size=200, verbose=0)
    return net.evaluate(x[test], y[test], batch_size=1000, verbose=0)[1]


# %%
first = [plain(seed) for seed in range(2)]
second = [with_curriculum(seed) for seed in range(2)]
print(np.subtract(second, first))
