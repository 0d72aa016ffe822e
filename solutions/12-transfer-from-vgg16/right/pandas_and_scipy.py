"""pandas for tables, scipy for the rest."""

import numpy as np
import pandas as pd
from scipy.special import log_softmax
from scipy.stats import ttest_rel

EARNS = {"head": 4.0, "learning": 3.0, "mismatch": 3.0, "trial": 2.0}


def train_head(x, y, n_classes, rate, steps):
    table = pd.DataFrame(np.asarray(x, float))
    mean, scale = table.mean(), table.std(ddof=0).replace(0, 1)
    z = ((table - mean) / scale).to_numpy()
    truth = pd.get_dummies(pd.Categorical(y, categories=range(n_classes))).to_numpy(float)
    kernel, bias = np.zeros((z.shape[1], n_classes)), np.zeros(n_classes)
    for _ in range(steps):
        error = np.exp(log_softmax(z @ kernel + bias, axis=1)) - truth
        kernel = kernel - rate * (z.T @ error) / len(z)
        bias = bias - rate * error.mean(axis=0)
    return {"mean": mean.to_numpy(), "scale": scale.to_numpy(), "kernel": kernel, "bias": bias}


def probabilities(head, x):
    z = (pd.DataFrame(np.asarray(x, float)) - head["mean"]) / head["scale"]
    return np.exp(log_softmax(z.to_numpy() @ head["kernel"] + head["bias"], axis=1))


def learning(layers, blocks, norms):
    table = pd.DataFrame(layers)
    table["block"] = table["name"].str.extract(r"^block(\d+)_", expand=False).astype(float)
    last = sorted(table["block"].dropna().unique())[::-1][:blocks]
    free = table["block"].isna() | table["block"].isin(last)
    area = table.get("kernel", pd.Series(1, table.index)).fillna(1) ** 2
    size = ((area * table["inputs"] + 1) * table["outputs"]).fillna(0)
    channels = table["channels"].fillna(0) if "channels" in table else 0 * size
    learn = size[free].sum() + (2 * channels[free].sum() if norms else 0)
    return {"learn": int(learn), "stay": int(size.sum() + 4 * channels.sum() - learn)}


def mismatch(image, prepared, expects):
    size, found = expects["size"], []
    image, prepared = np.asarray(image, float), np.asarray(prepared, float)[0]
    for bits in sorted(range(16), key=lambda n: n.bit_count()):
        squeezed, scaled, turned, left_in = ((bits >> k) & 1 for k in range(4))
        x = image
        if not squeezed:
            side = min(x.shape[:2])
            top, left = (x.shape[0] - side) // 2, (x.shape[1] - side) // 2
            x = x[top : top + side, left : left + side]
        x = x.reshape(size, x.shape[0] // size, size, x.shape[1] // size, 3).mean((1, 3))
        x = x / (255 if (expects["top"] == 1) ^ scaled else 1)
        x = x[..., ::-1] if (expects["order"] == "BGR") ^ turned else x
        x = x if left_in else x - np.array(expects["means"])
        if abs(x - prepared).max() < 1e-6:
            names = ("squeezed", "range", "order", "means")
            return {name for name, bit in zip(names, (squeezed, scaled, turned, left_in)) if bit}  # noqa: B905
    return found


def trial(sizes, borrowed, scratch):
    table = pd.DataFrame(
        {
            "p": ttest_rel(borrowed, scratch, axis=1).pvalue,
            "up": np.mean(borrowed, axis=1) > np.mean(scratch, axis=1),
        },
        index=sizes,
    )
    ordered = table.sort_values("p")
    ordered["holm"] = (ordered["p"] * range(len(ordered), 0, -1)).cummax()
    table["holm"] = ordered["holm"]
    words = (
        table["up"].map({True: "pays", False: "harms"}).where(table["holm"] <= 0.05, "cannot tell")
    )
    paying = (words == "pays").cummin()
    return {"words": words.tolist(), "until": paying[paying].index[-1] if paying.iloc[0] else None}
