# Keras on PyTorch, with Keras' own fit: two widths, five seeds each, one set to choose by.
import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

images, labels = load_digits(return_X_y=True)
x, x_test, y, y_test = train_test_split(images / 16, labels, test_size=600, random_state=1)


def trained(width, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(width, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    history = model.fit(x, y, epochs=12, validation_split=0.25, verbose=0)
    return model, history.history["val_accuracy"][-1]


# %%
validated = {width: [trained(width, seed)[1] for seed in range(3)] for width in (4, 32)}
chosen = max(validated, key=lambda width: np.mean(validated[width]))
print({width: (np.mean(v), np.std(v, ddof=1)) for width, v in validated.items()})

# %%
model, _ = trained(chosen, 3)
print(model.evaluate(x_test, y_test, verbose=0))
