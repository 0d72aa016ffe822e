# A subclassed model and a PyDataset that draws its batches.
import keras
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(9)
d = load_digits()
images = (d.data / 16).astype("float32")
split = np.random.default_rng(9).permutation(len(images))


class Batches(keras.utils.PyDataset):
    def __init__(self, rows, size=400, **kwargs):
        super().__init__(**kwargs)
        self.rows, self.size = rows, size

    def __len__(self):
        return len(self.rows) // self.size

    def __getitem__(self, number):
        rows = self.rows[number * self.size : (number + 1) * self.size]
        return images[rows], d.target[rows]


# %%
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(32, activation="relu")
        self.out = keras.layers.Dense(10)

    def call(self, x):
        return self.out(self.hidden(x))


# %%
net = Net()
net.compile(
    keras.optimizers.Adam(0.02),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
net.fit(Batches(split[:1200]), epochs=3, verbose=0)

# %%
print(net.evaluate(images[split[1200:]], d.target[split[1200:]], verbose=0))
