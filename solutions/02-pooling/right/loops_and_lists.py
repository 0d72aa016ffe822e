"""Plain Python: windows are counted one by one, images become lists, segments become bars."""

import math

import matplotlib.pyplot as plt

EARNS = {
    "pooled_sizes": 3.0,
    "block_min": 2.0,
    "block_mean": 4.0,
    "block_mean_unseen": 1.0,
    "edge_share": 4.0,
    "race_figure": 1.0,
}


def pooled_sizes(n, k, s):
    whole, begun = 0, 0
    for start in range(0, n, s):
        begun += 1
        if start + k <= n:
            whole += 1
    if s != k:
        return {"valid": whole, "same": begun}
    return {"valid": whole, "same": begun, "block": begun}


def block_min(x, k):
    turned = block_max(-1.0 * x, k)  # noqa: F821 - the notebook's
    return [[-value for value in row] for row in turned]


def block_mean(x, k):
    rows = []
    for top in range(0, len(x), k):
        row = []
        for left in range(0, len(x[0]), k):
            pixel = []
            for channel in range(len(x[0][0])):
                block = [line[left : left + k] for line in x[top : top + k]]
                values = [float(one[channel]) for line in block for one in line]
                values = [value for value in values if not math.isnan(value)]
                pixel.append(sum(values) / len(values) if values else math.nan)
            row.append(pixel)
        rows.append(row)
    return rows


def edge_share(n, k):
    windows = [min(k, n - start) for start in range(0, n, k)]
    wrong = [height * width < k * k for height in windows for width in windows]
    return sum(wrong) / len(wrong)


safe = []
for n in range(8, 65):
    if n % 2 == 0 and n % 3 == 0 and n % 4 == 0:
        safe.append(n)  # noqa: PERF401


def draw_differences(table):
    for at, (_, row) in enumerate(table.iterrows()):
        plt.plot([at, at], [row["low"], row["high"]], color="black")
        plt.plot(at, row["difference"], "o")
    plt.plot([-0.5, len(table) - 0.5], [0, 0], "--")
    plt.xticks(range(len(table)), table.index)
    plt.ylabel("difference")
    plt.show()
