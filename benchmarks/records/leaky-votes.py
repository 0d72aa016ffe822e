"""What a vote learns from the members' training samples, as S0's does, and from samples held out.

A random forest learns to vote from the members' probabilities: on the very images that the members
were trained on; on images held out, as many and fewer; and on the training images again, but each
judged by members that were trained without it. Images held out cost something: members that learn
from them, too, and vote by the mean, stand beside. In one arm a decision tree that knows every
training image by heart sits among members that do not; in its control the same tree is pruned.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from course_lib import datasets, models, pooling, training
from course_lib.ensemble import NoisyEnsemble, VotingEnsemble

DATA = "mnist-5k"  # measure draws its own parts
SEEDS = range(10)
EPOCHS = 40  # of a network that is to know its images by heart
BY = ("voter",)
TEST_SHARE = 0.35
CHEAP = {"arm": "noisy copies", "seed": 0, "epochs": 1}

ARMS = ("noisy copies", "five networks", "a tree by heart", "the tree pruned")
SIZES = {"train": 2000, "validation": 2000, "test": 700}  # the second is what votes learn from
HELD_OUT = (100, 500, 2000)
FOLDS = 5
MEMBERS = 5
FACTOR = 0.1  # S0's
BATCH = 32
SHORT = 0.1  # of EPOCHS: the networks beside the tree


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each voter: accuracy and log loss on the test images."""
    del data
    drawn = datasets.load(DATA, seed=seed, **SIZES)
    small = {name: pooling.pool(part.x, 2, operation="mean") for name, part in drawn.splits.items()}
    x, y = small["train"], drawn.train.y
    y_held = drawn.validation.y

    def members(x: np.ndarray, y: np.ndarray) -> Any:
        return ensemble_of(arm, x, y, seed, epochs)

    together = members(x, y)
    on_train = together.member_probabilities(x)
    on_held, on_test = (together.member_probabilities(small[k]) for k in ("validation", "test"))
    folded = out_of_folds(members, x, y, seed)
    about = {
        "member_train": np.mean(on_train.argmax(axis=2) == y),
        "best_train": (on_train.argmax(axis=2) == y).mean(axis=1).max(),
        "member_test": np.mean(on_test.argmax(axis=2) == drawn.test.y),
        "best_test": (on_test.argmax(axis=2) == drawn.test.y).mean(axis=1).max(),
    }
    both = members(np.concatenate([x, small["validation"]]), np.concatenate([y, y_held]))
    found = {
        "soft": on_test.mean(axis=0),
        "hard": hard(on_test),
        "soft, members of all images": both.member_probabilities(small["test"]).mean(axis=0),
    }
    learned = {"training images": (on_train, y), "training images, out of folds": (folded, y)}
    learned |= {f"{size} held out": (on_held[:, :size], y_held[:size]) for size in HELD_OUT}
    for name, (given, labels) in learned.items():
        found[f"forest, {name}"] = forest(given, labels, on_test, seed)
    return [
        {"voter": voter, **about, **scored(shares, drawn.test.y, soft=voter != "hard")}
        for voter, shares in found.items()
    ]


def ensemble_of(arm: str, x: np.ndarray, y: np.ndarray, seed: int, epochs: int) -> Any:
    """Return the arm's members, trained on these images."""
    if arm == "noisy copies":
        return NoisyEnsemble(network(x, y, seed, epochs), factor=FACTOR, seed=seed).fit()
    if arm == "five networks":
        places = range(MEMBERS * seed, MEMBERS * (seed + 1))
        return VotingEnsemble([network(x, y, place, epochs) for place in places]).fit()
    flat = x.reshape(len(x), -1)
    leaves = None if arm == "a tree by heart" else 60
    fitted = [
        DecisionTreeClassifier(max_leaf_nodes=leaves, random_state=seed).fit(flat, y),
        LogisticRegression(C=0.1, max_iter=200).fit(flat, y),
        GaussianNB(var_smoothing=0.01).fit(flat, y),
        network(x, y, seed, max(1, round(SHORT * epochs))),
    ]
    return VotingEnsemble(fitted).fit()


def network(x: np.ndarray, y: np.ndarray, place: int, epochs: int) -> keras.Model:
    """Return a perceptron trained for so many epochs."""
    model = models.mlp(x.shape[1:], 10, hidden=[64]).build(seed=place)
    model.compile(
        keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", jit_compile=False
    )
    training.fit(model, x, y, epochs=epochs, batch_size=BATCH, seed=place, reuse=True)
    return model


def out_of_folds(
    members: Callable[[np.ndarray, np.ndarray], Any], x: np.ndarray, y: np.ndarray, seed: int
) -> np.ndarray:
    """Return probabilities of each training image by members that were trained without its fold."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    found: Any = None
    for inside, outside in splitter.split(y, y):
        given = members(x[inside], y[inside]).member_probabilities(x[outside])
        found = np.empty((len(given), len(y), given.shape[2])) if found is None else found
        found[:, outside] = given
    return found


def forest(given: np.ndarray, y: np.ndarray, asked: np.ndarray, seed: int) -> np.ndarray:
    """Return the probabilities of the voting forest that learned from these probabilities."""
    voter = RandomForestClassifier(random_state=seed).fit(np.hstack(given), y)
    columns = np.zeros(asked.shape[1:])
    columns[:, voter.classes_] = voter.predict_proba(np.hstack(asked))
    return columns


def hard(members: np.ndarray) -> np.ndarray:
    """Return counts of votes; a tie goes to the larger summed probability."""
    counts = np.eye(members.shape[2])[members.argmax(axis=2)].sum(axis=0)
    return np.asarray(counts + 0.001 * members.mean(axis=0))


def scored(shares: np.ndarray, y: np.ndarray, *, soft: bool) -> dict[str, float]:
    """Return accuracy and log loss; a forest's 0 counts as a hundredth of one tree's vote."""
    row = {"accuracy": np.mean(shares.argmax(axis=1) == y), "log_loss": math.nan}
    if soft:
        likely = np.maximum(shares, 1e-4)
        likely /= likely.sum(axis=1, keepdims=True)
        row["log_loss"] = log_loss(y, likely, labels=np.arange(shares.shape[1]))
    return row
