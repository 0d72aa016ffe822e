# tf.data all the way: shuffled, batched, augmented in the training part alone.
import keras
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

tf.random.set_seed(3)
np.random.seed(3)

# %%
data = load_digits()
x = (data.images[..., None] / 16).astype("float32")
y = data.target
idx = np.random.permutation(len(x))
cut = 1300

# %%
train_ds = (
    tf.data.Dataset.from_tensor_slices((x[idx[:cut]], y[idx[:cut]]))
    .shuffle(1300, seed=3)
    .batch(433)
    .map(lambda a, b: (a + tf.random.normal(tf.shape(a), stddev=0.05), b))
    .prefetch(1)
)
test_ds = tf.data.Dataset.from_tensor_slices((x[idx[cut:]], y[idx[cut:]])).batch(500)

# %%
net = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
net.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(train_ds, epochs=3, verbose=0)

# %%
print(net.evaluate(test_ds, return_dict=True, verbose=0))
