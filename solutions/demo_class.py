"""The thirty students of `make demo`: who they are, and what they write into which cell."""

from __future__ import annotations

# The function that a kind of question asks for, and its cell.
CELLS = {
    "minmax": ("minmax_scale", "minmax_scale"),
    "splits": ("scale_splits", "scale_splits"),
    "layer": ("layer_norm", "layer_norm"),
    "race": ("fair_race", "fair_race_code"),
    "figure": ("draw_race", "draw_race_code"),
}

RIGHT = ["Ada Nwosu", "Amélie Laurent", "Björn Åkesson", "Chiara Rossi", "Dewi Lestari"]
# In which cells students make a mistake; which one is drawn from the wrong answers of the tests.
MISTAKEN = {
    "Emre Yılmaz": ["minmax"],
    "Fatima Zahra Alaoui": ["minmax", "splits"],
    "Giorgos Παππάς": ["splits"],
    "Hanna Kowalczyk": ["layer", "race"],
    "Inés Álvarez": ["minmax", "layer", "figure"],
    "Jan van der Berg": ["race"],
    "Kwame Mensah": ["race", "splits"],
    "Lê Thị Minh Khai": ["layer", "figure"],
    "Мария Иванова": ["minmax", "splits", "race"],
    "Noor al-Hashimi": ["race", "figure"],
    "小林 桜": ["splits", "layer"],
    "Priya Raghunathan": ["minmax", "race"],
    "Quentin O'Brien-Łuczak": ["minmax", "splits", "layer"],
}
COPIED = {"Dewi Lestari": "Chiara Rossi"}  # with other names for the variables
HALF = ["Robert'); DROP TABLE Students;--", "Siobhán Ní Bhriain"]
EMPTY = ["Oluwaseun Adébáyọ̀"]
BROKEN = ["Tomás Novák", "Zoë Dupont", "Zbigniew Wójcik", "Ōtani Ren"]
# Days after the deadline; the others are in time.
LATE = {"Amélie Laurent": 1, "Jan van der Berg": 2, "Kwame Mensah": 1, "Siobhán Ní Bhriain": 6}

HOSTILE = {
    "Ulf Endlos": "while True:\n    print('more ' * 1000)",
    "Valentina Bifurca": "import os\n\nwhile True:\n    os.fork()",
    "Wei Neugier": """
import gc
from pathlib import Path


def minmax_scale(x):
    folders = Path.home(), Path.cwd(), Path("/tmp"), Path("solutions"), Path("..")
    print("files:", [path for folder in folders for path in folder.rglob("checks.py")])
    print("questions:", [one for one in map(type, gc.get_objects()) if one.__name__ == "Question"])
    return Path("/etc/shadow").read_text()
""",
    "Xaver Mortier": """
import contextlib
import os
import signal


def minmax_scale(x):
    for process in (os.getppid(), -1):
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
    os._exit(0)
""",
    "Yuki Byōdō": """
import numpy as np


class Right(np.ndarray):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return np.zeros(np.shape(other))

    __rsub__ = __sub__


def minmax_scale(x):
    return np.zeros(np.shape(x)).view(Right)
""",
}

JUDGED = [
    "AdaGrad went on with the network that Adam had trained, since compile() keeps the weights. I "
    "would show both from fresh weights, over several seeds and each at its best rate. In my race "
    "Adam comes to 0.95 and AdaGrad to 0.87 at their best rates, with deviations of 0.01.",
    "It is unfair because Adam trained first. Both should start from the same weights.",
    "AdaGrad is better, since its accuracy is higher.",
    "YOUR ANSWER HERE",
]

# What the solution's race came to in one run of its cell, and what students report here: to train
# it thirty times would take longer than all the rest.
RACE = {
    "Adam": {
        0.001: (0.8254, 0.007),
        0.01: (0.9489, 0.007),
        0.1: (0.9443, 0.022),
        1: (0.2033, 0.09),
    },
    "AdaGrad": {0.01: (0.6063, 0.045), 0.1: (0.8728, 0.007), 1: (0.1226, 0.026)},
}

# Other right answers than the solution's: people do not all write the same.
ALSO_RIGHT = {
    "minmax_scale": [
        """
def minmax_scale(x):
    columns = []
    for column in np.array(x, dtype=float).T:
        low = min(column)
        high = max(column)
        if low == high:
            columns.append(0 * column)
        else:
            columns.append((column - low) / (high - low))
    return np.stack(columns, axis=1)
""",
        """
def minmax_scale(x):
    shifted = x.astype(float) - np.amin(x, axis=0).astype(float)
    largest = np.amax(shifted, axis=0)
    largest[largest == 0] = 1.0
    return np.divide(shifted, largest)
""",
    ],
    "scale_splits": [
        """
def scale_splits(train, *others):
    mean = np.mean(train, axis=0)
    std = np.std(train, axis=0)
    for j in range(train.shape[1]):
        if np.all(train[:, j] == train[0, j]):
            mean[j] = train[0, j]
            std[j] = 1
    results = []
    for array in [train] + list(others):
        results.append((array - mean) / std)
    return tuple(results)
""",
        """
def scale_splits(train, *others):
    same = np.ptp(train, axis=0) == 0
    middle = np.where(same, train[0], train.mean(0))
    width = np.sqrt(np.where(same, 1, train.var(0)))

    def scaled(part):
        return (part - middle) / width

    return (scaled(train), *map(scaled, others))
""",
    ],
    "layer_norm": [
        """
def layer_norm(a, gamma, beta, epsilon=1e-3):
    rows = []
    for sample in a:
        centred = sample - np.mean(sample)
        scale = (np.mean(centred**2) + epsilon) ** -0.5
        rows.append(centred * scale * gamma + beta)
    return np.array(rows)
""",
        """
def layer_norm(a, gamma, beta, epsilon=1e-3):
    mu = a.sum(axis=1) / a.shape[1]
    centred = a - mu[:, None]
    sigma2 = (centred * centred).sum(axis=1) / a.shape[1]
    return centred / np.sqrt(sigma2[:, None] + epsilon) * gamma[None] + beta[None]
""",
    ],
    "fair_race_code": [
        """
def fair_race(data, rates, seeds):
    data = as_dataset(data)
    rows = []
    for optimiser in ["Adam", "AdaGrad"]:
        for rate in rates:
            network = models.mlp(data.input_shape, 10, hidden=100)
            variant = experiments.Variant(network, optimiser.lower(), learning_rate=rate)
            outcome = experiments.compare(
                {"it": variant}, data, seeds=list(seeds), epochs=10, batch_size=128, progress=False
            ).table()
            rows.append(
                {
                    "optimiser": optimiser,
                    "rate": rate,
                    "mean": outcome.loc["it", "mean"],
                    "deviation": outcome.loc["it", "deviation"],
                }
            )
    return pd.DataFrame(rows)
""",
    ],
    "draw_race_code": [
        """
def draw_race(table):
    fig, ax = plt.subplots(figsize=(6, 4))
    for label in ["Adam", "AdaGrad"]:
        rows = table[table["optimiser"] == label].sort_values("rate")
        x, y, d = rows["rate"], rows["mean"], rows["deviation"]
        ax.plot(x, y, marker="o", label=label)
        ax.fill_between(x, y - d, y + d, alpha=0.2)
    ax.set_xscale("log")
    ax.set_xlabel("rate")
    ax.set_ylabel("accuracy on the validation images")
    ax.legend(loc="best")
    return fig
""",
    ],
}
