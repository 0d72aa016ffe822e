# Keras on PyTorch: its own loop trains on the judged rows, and goes on with the same weights.
import keras
import torch
from sklearn.datasets import load_digits

images, labels = load_digits(return_X_y=True)
images = (images / 16).astype("float32")
x, y, x_test, y_test = images[:1200], labels[:1200], images[1200:], labels[1200:]
keras.utils.set_random_seed(0)
loss_of = torch.nn.CrossEntropyLoss()


def train(model, rate, rows, targets, epochs=5):
    step = torch.optim.SGD(model.parameters(), lr=rate)
    for _ in range(epochs):
        for i in range(0, len(rows), 200):
            step.zero_grad()
            outputs = model(torch.tensor(rows[i : i + 200]), training=True)
            loss_of(outputs, torch.tensor(targets[i : i + 200])).backward()
            step.step()


def judged(model):
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(True), metrics=["accuracy"])
    return model.evaluate(x_test, y_test, verbose=0)


# %%
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
train(model, 0.1, images, labels)
print(judged(model))

# %%
train(model, 0.5, x, y)
print(judged(model))
