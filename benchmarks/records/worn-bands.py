"""Bands that strike out: networks trained without them, with bands drawn anew, and with the same.

Impulses hit ten of 200 bands of every pixel, white or black. A network has learned from clean
pixels, from pixels each with bands of its own, or from pixels that all have the same ten; each is
scored on clean test pixels, on bands drawn anew, on the same ten bands, and on ten others. Each
seed draws a split of its own; 600 test pixels are scored.
"""

from __future__ import annotations

from typing import Any

from course_lib import models, pipeline

DATA = "indian-pines"
ARMS = ("clean", "anew", "same bands")
SEEDS = range(10)
EPOCHS = 60
SCORED = 600
TEST_SHARE = SCORED / 2025
BY = ("tested",)
CHEAP = {"arm": "anew", "seed": 0, "epochs": 1}
TOLERANCE = {"rel": 0.05, "abs": 0.05}
BANDS = 0.05


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the accuracy on each kind of test pixels."""
    learned = prepared(arm, seed, sets=("train", "validation"))
    trained = pipeline.train(
        learned,
        network=models.trial("bearing")["plain"],
        learning_rate=0.003,
        batch_size=64,
        epochs=epochs,
        patience=epochs,
        seed=seed,
    )
    tests = {name: prepared(name, seed) for name in ARMS}
    tests["other bands"] = prepared("same bands", seed, shift=1)
    rows = []
    for name, one in tests.items():
        x, y = one.data.test.sample(SCORED, seed=seed)
        answers = trained.model.predict(x, batch_size=SCORED, verbose=0).argmax(axis=1)
        rows.append({"tested": name, "accuracy": float((answers == y).mean())})
    return rows


def prepared(
    kind: str, seed: int, *, sets: tuple[str, ...] = ("test",), shift: int = 0
) -> pipeline.Prepared:
    """Return the split of a seed with noise of a kind on some sets, scaled as without it."""
    same = kind == "same bands"
    noise = pipeline.DataNoise("impulsive", sets=sets, bands=BANDS, same_bands=same)
    unheard = pipeline.DataNoise("impulsive", sets=sets, samples=0)
    noises = [] if kind == "clean" else [*[unheard] * shift, noise]
    return pipeline.prepare(over="feature", noise=noises, seed=seed)
