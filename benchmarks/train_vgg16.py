"""Train the course's own small VGG16 on CIFAR-10 and store its weights.

Usage: COURSE_DATA=FOLDER python benchmarks/train_vgg16.py [--epochs 16] [--out FILE.npz]

The network is VGG16 at a quarter of its width for 32 x 32 images. Training images are flipped and
shifted by up to four pixels, afresh each epoch. The test set is opened once, at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from interleave import save
from rich.progress import Progress

from course_lib import atomic, datasets, models

WEIGHTS = pathlib.Path(__file__).parents[1] / "course_lib" / "transfer" / "vgg16_cifar10.npz"
SHIFT = 4


def augmented(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return each image flipped with probability a half and shifted by up to four pixels."""
    padded = np.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), mode="reflect")
    n, height, width, _ = images.shape
    rows = rng.integers(0, 2 * SHIFT + 1, n)[:, None] + np.arange(height)
    columns = rng.integers(0, 2 * SHIFT + 1, n)[:, None] + np.arange(width)
    flipped = rng.random(n) < 0.5
    columns[flipped] = columns[flipped, ::-1]
    return padded[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]


def train(epochs: int, seed: int) -> tuple[keras.Model, list[float], datasets.Dataset]:
    """Return the trained model, its validation accuracy after each epoch, and the data."""
    data = datasets.load("cifar10", seed=seed)
    network = models.vgg16(
        data.input_shape, 10, width=0.25, dense=1024, dropout=0.3, initializer="he_uniform"
    )
    model = network.build(seed=seed)
    steps = epochs * -(-len(data.train) // 128)
    rate = keras.optimizers.schedules.CosineDecay(
        1e-4, steps, alpha=0.01, warmup_target=1e-3, warmup_steps=max(steps // 10, 1)
    )
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    rng = np.random.default_rng(seed)
    validation: list[float] = []
    with Progress() as progress:
        task = progress.add_task("training", total=epochs)
        for _ in range(epochs):
            model.fit(augmented(data.train.x, rng), data.train.y, batch_size=128, verbose=0)
            scores = model.evaluate(*data.validation, batch_size=500, verbose=0)
            validation.append(float(scores[1]))
            progress.update(task, advance=1, description=f"validation {validation[-1]:.3f}")
    return model, validation, data


def store(model: keras.Model, path: pathlib.Path, facts: dict[str, object]) -> None:
    """Write the weights as float16 under their names, with what is known of them."""
    arrays = {weight.path: weight.numpy().astype(np.float16) for weight in model.weights}
    with atomic.writing(path) as file:
        np.savez_compressed(file, facts=json.dumps(facts), **arrays)


def main() -> None:
    """Train, test once, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=pathlib.Path, default=WEIGHTS)
    options = parser.parse_args()
    model, validation, data = train(options.epochs, options.seed)
    for weight in model.weights:
        weight.assign(weight.numpy().astype(np.float16).astype(np.float32))
    _, accuracy = model.evaluate(*data.test, batch_size=500, verbose=0)
    facts = {
        "network": "VGG16, 32 x 32 x 3, width 0.25, dense 1024, 10 classes",
        "data": f"CIFAR-10, {len(data.train):,} training images",
        "epochs": options.epochs,
        "seed": options.seed,
        "validation_accuracy": round(validation[-1], 4),
        "test_accuracy": round(float(accuracy), 4),
    }
    store(model, options.out, facts)
    print(json.dumps(facts, indent=2))
    save("vgg16_cifar10", [], data="CIFAR-10", facts=facts, curve=validation)


if __name__ == "__main__":
    main()
