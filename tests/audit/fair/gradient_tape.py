# A training loop by hand with early stopping on validation rows.
import keras
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(7)
features, labels = load_breast_cancer(return_X_y=True)
rng = np.random.default_rng(7)
p = rng.permutation(len(features))
a, b, c = p[:350], p[350:450], p[450:]
scaler = StandardScaler().fit(features[a])
features = scaler.transform(features).astype("float32")

# %%
mlp = keras.Sequential(
    [keras.Input((30,)), keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(1)]
)
bce = keras.losses.BinaryCrossentropy(from_logits=True)
opt = keras.optimizers.SGD(0.1, momentum=0.9)

# %%
best, best_weights, waited = np.inf, None, 0
for epoch in range(6):
    rng.shuffle(a)
    for i in range(0, len(a), 175):
        batch = a[i : i + 175]
        with tf.GradientTape() as tape:
            loss = bce(labels[batch][:, None], mlp(features[batch], training=True))
        grads = tape.gradient(loss, mlp.trainable_variables)
        opt.apply_gradients(zip(grads, mlp.trainable_variables))
    val = float(bce(labels[b][:, None], mlp(features[b], training=False)))
    if val < best:
        best, best_weights, waited = val, mlp.get_weights(), 0
    else:
        waited += 1
        if waited == 3:
            break
mlp.set_weights(best_weights)

# %%
answer = mlp(features[c], training=False).numpy()[:, 0] > 0
print("test accuracy", (answer == labels[c]).mean(), "of", len(c))
