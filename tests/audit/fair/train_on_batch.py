# train_on_batch in a loop, the same budget for both optimizers, two seeds.
import keras
import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

x, y = load_wine(return_X_y=True)
xtr, xte, ytr, yte = train_test_split(x, y, test_size=0.4, stratify=y, random_state=5)
sc = StandardScaler()
xtr = sc.fit_transform(xtr)
xte = sc.transform(xte)


# %%
def run(name, seed):
    keras.utils.set_random_seed(seed)
    m = keras.Sequential([keras.Input((13,)), keras.layers.Dense(3, activation="softmax")])
    m.compile(name, "sparse_categorical_crossentropy", metrics=["accuracy"])
    shuffler = np.random.default_rng(seed)
    for _ in range(5):
        order = shuffler.permutation(len(xtr))
        for part in np.array_split(order, 2):
            m.train_on_batch(xtr[part], ytr[part])
    return m.test_on_batch(xte, yte)[1]


# %%
table = {name: [float(run(name, seed)) for seed in range(2)] for name in ("sgd", "rmsprop")}
difference = np.subtract(table["rmsprop"], table["sgd"])
print(difference.mean(), difference.std(ddof=1) / np.sqrt(2))
