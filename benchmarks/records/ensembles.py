"""What five networks' worth of training is best spent on: on members that vote, or on one network.

Every seed draws its own training, validation and test samples (on mnist, whose test images are
given, the first two). Each arm tries three rates, takes the one whose first member (or whole
network) has the least loss on the validation samples, and is scored on the test samples. (On mnist
each arm has the best of 0.0003, 0.001, 0.003, 0.01 on the validation samples of seed 50.) That
judges snapshots by the last of them; they are also measured at a rate which suits a member. Rates
fall to 0 along a cosine, so that every training comes to rest.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
from sklearn.metrics import log_loss

from course_lib import calibration, datasets, models, training
from course_lib.ensemble import NoisyEnsemble, VotingEnsemble, diversity

DATA = "mnist-5k"  # measure draws its own parts, and loads the others
SEEDS = range(10)
EPOCHS = 30  # of a member; on mnist by LENGTHS
BY = ("vote",)
TEST_SHARE = 1 / 3  # on mnist 1 / 5: its test images are always the same 10,000
CHEAP = {"arm": "mnist-5k, noisy copies", "seed": 0, "epochs": 2}

MEMBERS = 5  # as in S0: the original and four copies
FACTOR = 0.1  # S0's
BATCH = 128
RATES = {"mnist-5k": (0.001, 0.003, 0.01), "indian-pines": (0.0003, 0.001, 0.003)}
MEMBER_RATE = 0.003
MNIST_RATES = {"noisy copies, trained longer": 0.0003, "snapshots": 0.0003}  # others: a member's
LENGTHS = {"mnist-5k": 1.0, "indian-pines": 1.0, "mnist": 1 / 3}  # of EPOCHS
DRAWN: dict[str, dict[str, Any]] = {
    "mnist-5k": {"train": 3000, "validation": 500, "test": 1000},
    "indian-pines": {"train": 1800, "validation": 225, "test": 600, "regions": True},
    "mnist": {"train": 50_000, "validation": 10_000, "test": 10_000},
}
KINDS = (
    "noisy copies",
    "noisy copies, trained longer",
    "independent seeds",
    "bagging",
    "snapshots",
    "snapshots, 0.003",
    "wider",
)
ARMS = tuple(f"{name}, {kind}" for name in DRAWN for kind in KINDS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for one network alone, and one for each way in which the members vote."""
    del data
    name, _, kind = arm.partition(", ")
    length = max(1, round(LENGTHS[name] * epochs))
    parts = drawn(name, seed)
    rates = (MNIST_RATES.get(kind, MEMBER_RATE),) if name == "mnist" else RATES[name]
    if kind == "snapshots, 0.003":
        rates = (MEMBER_RATE,)
    tried = {rate: trained(kind, parts, length, rate, 100 * seed) for rate in rates}
    judged = {rate: loss_of(members[-1], parts.validation) for rate, members in tried.items()}
    rate = min(judged, key=lambda one: judged[one])
    members = tried[rate]
    alone = members[-1]
    if kind in ("independent seeds", "bagging"):
        for member in range(1, MEMBERS):
            members += trained(kind, parts, length, rate, 100 * seed + member)
    about = {"rate": rate, "val_loss": judged[rate]}
    rows = [{"vote": "alone", **about, **scored(VotingEnsemble([alone]), "soft", parts.test)}]
    if kind == "wider":
        return rows
    together: Any = VotingEnsemble(members)
    if kind.startswith("noisy"):
        together = NoisyEnsemble(alone, copies=MEMBERS - 1, factor=FACTOR, seed=seed)
    return rows + [
        {"vote": vote, **about, **scored(together, vote, parts.test)} for vote in ("soft", "hard")
    ]


def drawn(name: str, seed: int) -> Any:
    """Return the parts of a seed; spectra are standardised, band by band."""
    whole = datasets.load(name, seed=seed, **DRAWN[name])
    if name != "indian-pines":
        return whole
    mean, deviation = whole.train.x.mean(axis=0), whole.train.x.std(axis=0)
    splits = {
        key: datasets.Split(((part.x - mean) / deviation).astype("float32"), part.y)
        for key, part in whole.splits.items()
    }
    return datasets.Dataset(
        whole.name, **splits, class_names=whole.class_names, licence="", source=""
    )


def trained(kind: str, parts: Any, length: int, rate: float, place: int) -> list[keras.Model]:
    """Return the trained network, or those at the ends of the cycles of one training."""
    x, y = parts.train
    if kind == "bagging":
        rows = np.random.default_rng(place).integers(len(y), size=len(y))
        x, y = x[rows], y[rows]
    if "longer" in kind:
        length *= MEMBERS
    model = network_of(parts, wide=kind == "wider").build(seed=place)
    steps = length * math.ceil(len(y) / BATCH)
    falling = keras.optimizers.schedules.CosineDecayRestarts(rate, steps, t_mul=1.0)
    model.compile(
        keras.optimizers.Adam(falling), "sparse_categorical_crossentropy", jit_compile=False
    )
    found = []
    for cycle in range(MEMBERS if kind.startswith("snapshots") else 1):
        order = 10 * place + cycle
        training.fit(model, x, y, epochs=length, batch_size=BATCH, seed=order, reuse=True)
        found.append(keras.models.clone_model(model))
        found[-1].set_weights(model.get_weights())
    return found


def network_of(parts: Any, *, wide: bool) -> Any:
    """Return S4's perceptron or S0's network, narrowed; wide, of five times as many products."""
    if len(parts.input_shape) == 1:
        filters = 38 if wide else 16
        return models.spectral_cnn(parts.input_shape, parts.n_classes, filters=filters, dense=64)
    return models.mlp(parts.input_shape, parts.n_classes, hidden=500 if wide else 100)


def loss_of(model: keras.Model, part: Any) -> float:
    """Return the log loss, by which the rate is chosen."""
    found = np.asarray(model(part.x, training=False))
    return float(log_loss(part.y, found, labels=np.arange(found.shape[1])))


def scored(ensemble: Any, vote: str, part: Any) -> dict[str, Any]:
    """Return what the vote is worth, and how far its members differ."""
    x, y = part
    ensemble.set_params(voting=vote).fit()
    found, labels = ensemble.predict_proba(x), ensemble.member_predictions(x)
    row = {
        "accuracy": np.mean(ensemble.predict(x) == y),
        "log_loss": math.nan,
        "calibration": math.nan,
        "member_accuracy": np.mean(labels == y),
    }
    if vote == "soft":  # the shares of hard votes are no probabilities
        row["log_loss"] = log_loss(y, found, labels=np.arange(found.shape[1]))
        row["calibration"] = calibration.calibration_error(found, y)
    spread = diversity(labels, y)._asdict() if len(labels) > 1 else {}
    return row | {key: spread.get(key, math.nan) for key in ("disagreement", "q", "both_wrong")}
