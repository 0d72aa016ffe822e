"""Results in float32, as a network computes, and counts as NumPy's integers."""

import numpy as np
from scipy.special import softmax
from scipy.stats import ttest_1samp
from statsmodels.stats.multitest import multipletests

EARNS = {
    "prepare": 3.0,
    "prepare_unseen": 1.0,
    "head": 4.0,
    "learning": 3.0,
    "trial": 2.0,
}


def prepare(image, expects):
    x = np.array(image, "float32") * np.float32(expects["top"] / 255)
    size, side = expects["size"], min(x.shape[:2])
    for axis in (0, 1):
        start = (x.shape[axis] - side) // 2
        x = x.take(range(start, start + side), axis=axis)
    x = x.reshape(size, side // size, size, side // size, 3).mean((1, 3))
    x = x[:, :, [2, 1, 0]] if expects["order"] == "BGR" else x
    return np.expand_dims(x - np.float32(expects["means"]), 0)


def train_head(x, y, n_classes, rate, steps):
    x = np.asarray(x, "float32")
    mean, scale = x.mean(0), x.std(0)
    scale[scale < 1e-6] = 1
    z = np.c_[(x - mean) / scale, np.ones(len(x), "float32")]
    truth = (np.asarray(y)[:, None] == np.arange(n_classes)).astype("float32")
    weights = np.zeros((z.shape[1], n_classes), "float32")
    for _ in range(steps):
        weights -= np.float32(rate) * (z.T @ (softmax(z @ weights, axis=1) - truth)) / len(x)
    return {"mean": mean, "scale": scale, "kernel": weights[:-1], "bias": weights[-1]}


def probabilities(head, x):
    z = (np.asarray(x, "float32") - head["mean"]) / head["scale"]
    return softmax((z @ head["kernel"] + head["bias"]).astype("float32"), axis=1)


def learning(layers, blocks, norms):
    number = np.array(
        [10**6 if la["name"][:4] == "head" else int(la["name"].split("_")[0][5:]) for la in layers]
    )
    known = np.unique(number[number < 10**6])
    free = number > (known[-blocks - 1] if blocks < len(known) else -1)
    size = np.array(
        [
            {"conv": la.get("kernel", 1) ** 2, "dense": 1}.get(la["kind"], 0)
            * la.get("inputs", 0)
            * la.get("outputs", 0)
            + la.get("outputs", 0)
            for la in layers
        ]
    )
    norm = np.array([2 * la.get("channels", 0) for la in layers])
    learn = (size * free).sum() + (norm * free * norms).sum()
    return {"learn": learn, "stay": size.sum() + 2 * norm.sum() - learn}


def trial(sizes, borrowed, scratch):
    gaps = np.subtract(borrowed, scratch)
    found = multipletests(ttest_1samp(gaps, 0, axis=1).pvalue, method="holm")[0]
    words = np.where(found, np.where(gaps.mean(1) > 0, "pays", "harms"), "cannot tell")
    count = int(np.argmax(np.append(words != "pays", True)))
    return {"words": words, "until": np.int64(sizes[count - 1]) if count else None}
