"""Whole fits of fresh models, building and tracing included: ours against model.fit, in turn."""

from __future__ import annotations

import os

os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "2")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from collections.abc import Callable
from typing import Any

from interleave import interleave, ratios, save

from course_lib import datasets, experiments, models, training


def measured(
    case: str, target: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> dict[str, Any]:
    medians = interleave({"ours": ours, "model.fit": theirs}, rounds=rounds)
    row = {
        "case": case,
        "ours_ms": round(1000 * medians["ours"], 1),
        "peer": "model.fit",
        "peer_ms": round(1000 * medians["model.fit"], 1),
        "ratio": round(ratios(medians, ours="ours")["model.fit"], 2),
        "target": target,
    }
    print("{case:48} {ours_ms:9.1f} {peer_ms:9.1f} {ratio:6.2f}  {target}".format(**row))
    return row


def one_fit(
    case: str, target: str, network: models.Network, train: Any, *, rounds: int = 3, **settings: Any
) -> dict[str, Any]:
    variant = experiments.Variant(network)

    def ours() -> object:
        return training.fit(variant.build(seed=0), *train, seed=0, **settings)

    def theirs() -> object:
        return variant.build(seed=0).fit(*train, verbose=0, **settings)

    return measured(case, target, ours, theirs, rounds)


def five_seeds(case: str, network: models.Network, data: Any) -> dict[str, Any]:
    settings = {"epochs": 10, "batch_size": 128}
    validation = tuple(data.validation)

    def ours() -> object:
        return experiments.compare({"mlp": network}, data, seeds=5, progress=False, **settings)

    def theirs() -> None:
        for seed in range(5):
            model = experiments.Variant(network).build(seed=seed)
            model.fit(*data.train, verbose=0, validation_data=validation, **settings)

    return measured(case, "", ours, theirs, rounds=2)


def main() -> None:
    mnist, photos = datasets.load("mnist-5k"), datasets.load("photos")
    digits = datasets.load("digits")
    mlp, cnn = models.named("s4-mlp"), models.named("s4-cnn")
    small = models.mlp(digits.input_shape, digits.n_classes)
    twenty = {"epochs": 20, "batch_size": 128}
    print(f"{'case':48} {'ours/ms':>9} {'fit/ms':>9} {'ratio':>6}  target")
    rows = [
        one_fit("MLP, 20 epochs", ">= 2.5", mlp, mnist.train, **twenty),
        one_fit(
            "MLP, 20 epochs, with validation data",
            ">= 2.5",
            mlp,
            mnist.train,
            validation_data=tuple(mnist.validation),
            **twenty,
        ),
        one_fit(
            "CNN, 2 epochs of 1,000 images",
            "",
            cnn,
            photos.train.sample(1000),
            rounds=2,
            epochs=2,
            batch_size=128,
        ),
        five_seeds("compare: digits MLP, 5 seeds, 10 epochs", small, digits),
    ]
    save("fit", rows, data="mnist-5k (4,000 images), photos, digits; batches of 128")


if __name__ == "__main__":
    main()
