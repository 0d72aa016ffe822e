# The order of events of document S2 in small: noisy copies, images and labels shuffled separately.
import keras
import numpy as np

from course_lib import datasets

rng = np.random.default_rng(0)
keras.utils.set_random_seed(0)

# %% the data: few for training, the rest joins the test set, pixels 0 to 255
photos = datasets.load("photos", scaled=False)
order = rng.permutation(len(photos.train.x))
x_train, y_train = photos.train.x[order[:80]], photos.train.y[order[:80]]
x_test = np.concatenate([photos.train.x[order[80:280]], photos.test.x[:200]])
y_test = np.concatenate([photos.train.y[order[80:280]], photos.test.y[:200]])


# %% noisy copies of the training images
def enlarged(x, y, times):
    copies = [x.astype("float64")]
    copies += [x + rng.normal(0, 20, x.shape) for _ in range(times)]
    return np.concatenate(copies), np.concatenate([y] * (times + 1))


x_train, y_train = enlarged(x_train, y_train, 1)

# %% shuffled
rng.shuffle(x_train)
rng.shuffle(y_train)
rng.shuffle(x_test)
rng.shuffle(y_test)

# %% finds: labels-apart, unscaled-inputs, judged-set-watched
model = keras.Sequential(
    [
        keras.Input((32, 32, 3)),
        keras.layers.AveragePooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-4)),
        keras.layers.Dense(30, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.002), "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(
    x_train, y_train, epochs=30, batch_size=80, verbose=0, validation_data=(x_test, y_test)
)

# %% finds: labels-apart, at-chance
model.evaluate(x_test, y_test, verbose=0)
