"""Repeat S4's race of Adam and AdaGrad on all of MNIST, as it was run and from fresh weights.

Usage: COURSE_DATA=FOLDER python benchmarks/reproduce_optimisers.py [--seeds 3] [--epochs 20]

As in the document: 60,000 training images, batches of 32, and the test set scored after each epoch.
"""

from __future__ import annotations

import argparse
import dataclasses
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")  # steps so small gain nothing from a second

import numpy as np
import pandas as pd
from interleave import save

from course_lib import datasets
from course_lib.experiments import Comparison, Variant, compare
from course_lib.models import named

PUBLISHED = {"Adam": 0.9774, "AdaGrad after Adam": 0.9807, "AdaGrad, layer norm": 0.9522}


def as_in_the_document() -> datasets.Dataset:
    """Return MNIST with every training image to train on and the test set to score epochs with."""
    data = datasets.load("mnist")
    x = np.concatenate([data.train.x, data.validation.x])
    y = np.concatenate([data.train.y, data.validation.y])
    return dataclasses.replace(data, train=datasets.Split(x, y), validation=data.test)


def races(seeds: int, epochs: int) -> tuple[Comparison, Comparison]:
    """Return the race from fresh weights, and the one from the weights that Adam left."""
    data, plain, normalized = as_in_the_document(), named("s4-mlp"), named("s4-mlp-normalized")
    settings = {"seeds": seeds, "epochs": epochs, "batch_size": 32}
    fresh = compare(
        {
            "Adam": Variant(plain),
            "AdaGrad": Variant(plain, optimizer="adagrad"),
            "AdaGrad, rate 0.1": Variant(plain, optimizer="adagrad", learning_rate=0.1),
            "AdaGrad, layer norm": Variant(normalized, optimizer="adagrad"),
        },
        data,
        **settings,
    )
    trained = {seed: model.get_weights() for seed, model in fresh.models("Adam").items()}
    again = {
        f"{name} after Adam": Variant(plain, optimizer=name.lower(), weights=trained)
        for name in ("AdaGrad", "Adam")
    }
    return fresh, compare(again, data, **settings)


def summaries(runs: pd.DataFrame, histories: pd.DataFrame) -> list[dict[str, object]]:
    """Return one entry a variant: the scores on the test set after the last epoch, and curves."""
    curves = histories.groupby(["variant", "epoch"])["val_accuracy"].mean()
    return [
        {
            "variant": str(variant),
            "accuracy": [round(value, 4) for value in group["val_accuracy"]],
            "loss": [round(value, 4) for value in group["val_loss"]],
            "published": PUBLISHED.get(str(variant)),
            "curve": [round(value, 4) for value in curves[variant]],
        }
        for variant, group in runs.groupby("variant", sort=False)
    ]


def main() -> None:
    """Run both races, print what came out and store it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=20)
    given = parser.parse_args()
    fresh, again = races(given.seeds, given.epochs)
    runs, histories = (
        pd.concat([getattr(race, name) for race in (fresh, again)])
        for name in ("runs", "histories")
    )
    print(runs.groupby("variant", sort=False)["val_accuracy"].agg(["mean", "std", "count"]))
    path = save(
        "reproduce_optimisers",
        [],
        data="MNIST: 60,000 images to train on, 10,000 test images scored after each epoch",
        command=f"reproduce_optimisers.py --seeds {given.seeds} --epochs {given.epochs}",
        source="S4",
        batch_size=32,
        epochs=given.epochs,
        seeds=given.seeds,
        variants=summaries(runs, histories),
    )
    print(f"stored in {path.name}")


if __name__ == "__main__":
    main()
