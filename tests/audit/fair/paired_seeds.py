# With and without dropout, two seeds each, by one function; the differences are paired by seed.
import keras
import numpy as np
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
x = (x / 16).astype("float32")
order = np.random.default_rng(5).permutation(len(x))
x_train, y_train = x[order[:900]], y[order[:900]]
x_test, y_test = x[order[900:]], y[order[900:]]


# %%
def trial(rate, seed):
    keras.utils.set_random_seed(seed)
    net = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dropout(rate),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    net.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    net.fit(x_train, y_train, epochs=4, batch_size=300, verbose=0)
    predicted = net.predict(x_test, verbose=0).argmax(axis=1)
    return (predicted == y_test).mean()


# %%
seeds = range(2)
plain = np.array([trial(0.0, seed) for seed in seeds])
dropped = np.array([trial(0.3, seed) for seed in seeds])
lead = dropped - plain
print(lead.mean(), lead.std(ddof=1) / np.sqrt(len(lead)))
