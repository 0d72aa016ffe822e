# A functional model with two inputs: left and right half of each digit.
import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(1)
digits = load_digits()
images, target = digits.images.astype("float32") / 16, digits.target

# %%
order = np.random.default_rng(1).permutation(len(images))
train, test = order[:1200], order[1200:]

# %%
left = keras.Input((8, 4), name="left")
right = keras.Input((8, 4), name="right")
merged = layers.concatenate([layers.Flatten()(left), layers.Flatten()(right)])
merged = layers.Dense(32, activation="relu")(merged)
model = keras.Model([left, right], layers.Dense(10)(merged))
model.compile(
    optimizer=keras.optimizers.Adam(0.03),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)


# %%
def halves(indices):
    return {"left": images[indices][:, :, :4], "right": images[indices][:, :, 4:]}


history = model.fit(
    halves(train), target[train], validation_split=0.2, epochs=3, batch_size=320, verbose=0
)

# %%
loss, accuracy = model.evaluate(halves(test), target[test], verbose=0)
print(f"test accuracy {accuracy:.3f} +- {np.sqrt(accuracy * (1 - accuracy) / len(test)):.3f}")
