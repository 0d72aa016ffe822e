# Augmentation by layers: with and without, as many epochs, two seeds.
import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
x = x.reshape(-1, 8, 8, 1).astype("float32") / 16
order = np.random.default_rng(1).permutation(len(x))
train, test = order[:600], order[600:]


# %%
def network(augment):
    front = [layers.RandomTranslation(0.1, 0.1)] if augment else []
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), *front, layers.Flatten(), layers.Dense(10, activation="softmax")]
    )
    model.compile(
        keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


# %%
rows = []
for seed in (11, 12):
    for augment in (False, True):
        keras.utils.set_random_seed(seed)
        model = network(augment)
        model.fit(x[train], y[train], epochs=2, batch_size=300, verbose=0)
        rows.append(
            (seed, augment, model.evaluate(x[test], y[test], batch_size=1200, verbose=0)[1])
        )

# %%
for augment in (False, True):
    values = [value for _, a, value in rows if a is augment]
    print(augment, np.mean(values), np.std(values, ddof=1))
