# Two sizes of a hidden layer, two seeds each, judged once at the end.
import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

# %%
X, y = load_digits(return_X_y=True)
X = X / 16.0
X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=400, random_state=0)
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=300, random_state=0)


# %%
def make_model(units):
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


# %%
scores = {8: [], 32: []}
for seed in range(2):
    for units in scores:
        keras.utils.set_random_seed(seed)
        model = make_model(units)
        model.fit(
            X_train, y_train, epochs=2, batch_size=400, validation_data=(X_val, y_val), verbose=0
        )
        scores[units].append(model.evaluate(X_val, y_val, batch_size=300, verbose=0)[1])

# %%
print({units: (np.mean(values), np.std(values)) for units, values in scores.items()})
keras.utils.set_random_seed(10)
final = make_model(32)
final.fit(X_train, y_train, epochs=2, batch_size=400, verbose=0)
print(final.evaluate(X_test, y_test, verbose=0))
