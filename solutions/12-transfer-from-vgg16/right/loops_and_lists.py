"""Plain Python: loops and lists, no NumPy."""

import math
import re
from statistics import mean, stdev

from scipy import stats

EARNS = {
    "prepare": 3.0,
    "prepare_unseen": 1.0,
    "head": 4.0,
    "learning": 3.0,
    "trial": 2.0,
}


def prepare(image, expects):
    height, width, size = len(image), len(image[0]), expects["size"]
    side = min(height, width)
    top, left, block = (height - side) // 2, (width - side) // 2, side // size
    channels = [2, 1, 0] if expects["order"] == "BGR" else [0, 1, 2]
    rows = []
    for i in range(size):
        row = []
        for j in range(size):
            pixel = []
            for channel, off in zip(channels, expects["means"], strict=True):
                total = 0.0
                for a in range(block):
                    for b in range(block):
                        total += float(image[top + i * block + a][left + j * block + b][channel])
                pixel.append(total / block**2 * expects["top"] / 255 - off)
            row.append(pixel)
        rows.append(row)
    return [rows]


def train_head(x, y, n_classes, rate, steps):
    x = [[float(value) for value in row] for row in x]
    n, d = len(x), len(x[0])
    middle = [sum(row[j] for row in x) / n for j in range(d)]
    scale = [math.sqrt(sum((row[j] - middle[j]) ** 2 for row in x) / n) or 1.0 for j in range(d)]
    head = {
        "mean": middle,
        "scale": scale,
        "kernel": [[0.0] * n_classes for _ in range(d)],
        "bias": [0.0] * n_classes,
    }
    for _ in range(steps):
        p = probabilities(head, x)
        for k in range(n_classes):
            errors = [(p[i][k] - (int(y[i]) == k)) / n for i in range(n)]
            head["bias"][k] -= rate * sum(errors)
            for j in range(d):
                steep = sum(
                    e * (row[j] - middle[j]) / scale[j] for e, row in zip(errors, x, strict=True)
                )
                head["kernel"][j][k] -= rate * steep
    return head


def probabilities(head, x):
    found = []
    for row in x:
        z = [(v - m) / s for v, m, s in zip(row, head["mean"], head["scale"], strict=True)]
        scores = [
            sum(z[j] * head["kernel"][j][k] for j in range(len(z))) + bias
            for k, bias in enumerate(head["bias"])
        ]
        powers = [math.exp(score - max(scores)) for score in scores]
        found.append([power / sum(powers) for power in powers])
    return found


def learning(layers, blocks, norms):
    def number(layer):
        match = re.match(r"block(\d+)_", layer["name"])
        return int(match[1]) if match else None

    known = sorted({number(layer) for layer in layers if number(layer) is not None}, reverse=True)
    learn, stay = 0, 0
    for layer in layers:
        free = number(layer) is None or number(layer) in known[:blocks]
        if layer["kind"] == "norm":
            if free and norms:
                learn += 2 * layer["channels"]
                stay += 2 * layer["channels"]
            else:
                stay += 4 * layer["channels"]
        elif layer["kind"] in ("conv", "dense"):
            area = layer.get("kernel", 1) ** 2
            size = area * layer["inputs"] * layer["outputs"] + layer["outputs"]
            if free:
                learn += size
            else:
                stay += size
    return {"learn": learn, "stay": stay}


def trial(sizes, borrowed, scratch):
    p, gains = [], []
    for one, two in zip(borrowed, scratch, strict=True):
        gaps = [float(a - b) for a, b in zip(one, two, strict=True)]
        t = mean(gaps) / stdev(gaps) * math.sqrt(len(gaps))
        p.append(2 * stats.t.sf(abs(t), len(gaps) - 1))
        gains.append(t > 0)
    words, left = ["cannot tell"] * len(p), len(p)
    for i in sorted(range(len(p)), key=p.__getitem__):
        if p[i] * left > 0.05:
            break
        left -= 1
        words[i] = "pays" if gains[i] else "harms"
    until = None
    for size, word in zip(sizes, words, strict=True):
        if word != "pays":
            return {"words": words, "until": until}
        until = size
    return {"words": words, "until": until}
