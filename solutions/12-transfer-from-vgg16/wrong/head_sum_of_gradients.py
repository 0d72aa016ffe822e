"""The gradient of the sum, not of the mean."""

import numpy as np

EARNS = {"head": 1.777778}


def probabilities(head, x):
    z = (np.asarray(x, float) - head["mean"]) / head["scale"]
    scores = z @ np.asarray(head["kernel"]) + head["bias"]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def train_head(x, y, n_classes, rate, steps):
    x = np.asarray(x, float)
    scale = x.std(axis=0)
    scale[scale == 0] = 1
    head = {"mean": x.mean(axis=0), "scale": scale}
    head |= {"kernel": np.zeros((x.shape[1], n_classes)), "bias": np.zeros(n_classes)}
    z, truth = (x - head["mean"]) / scale, np.eye(n_classes)[y]
    for _ in range(steps):
        error = probabilities(head, x) - truth
        head["kernel"] = head["kernel"] - rate * z.T @ error
        head["bias"] = head["bias"] - rate * error.sum(axis=0)
    return head
