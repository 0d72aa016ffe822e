# Keras on PyTorch: fit on scaled rows, a loop of one's own over seeds, one judgement on test rows.
import keras
import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

images, labels = load_digits(return_X_y=True)
images = (images / 16).astype("float32")
x, x_test, y, y_test = train_test_split(images, labels, test_size=500, random_state=0)
x, x_val, y, y_val = train_test_split(x, y, test_size=300, random_state=0)


def network(seed):
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [keras.Input((64,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)]
    )


# %%
loss_of = torch.nn.CrossEntropyLoss()
networks = []
for seed in range(3):
    model = network(seed)
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    order = np.random.default_rng(seed)
    for _ in range(15):
        for batch in np.array_split(order.permutation(len(x)), 8):
            adam.zero_grad()
            loss = loss_of(model(torch.tensor(x[batch]), training=True), torch.tensor(y[batch]))
            loss.backward()
            adam.step()
    with torch.no_grad():
        seen = model(torch.tensor(x_val), training=False).argmax(1).numpy()
    print(seed, (seen == y_val).mean())
    networks.append(model)

# %%
with torch.no_grad():
    outputs = sum(m(torch.tensor(x_test), training=False).softmax(1) for m in networks) / 3
print((outputs.argmax(1).numpy() == y_test).mean())
