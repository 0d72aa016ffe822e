"""Train the course's own narrow VGG16 on CIFAR-10 and store its weights in the package.

Usage: COURSE_DATA=FOLDER python benchmarks/train_vgg16.py --checkpoint FILE.npz --threads 1

After each epoch the whole state is written to the checkpoint, and the same command goes on from
there: a killed run loses one epoch and gives the same weights in the end. Of the published training
images 5,000 are held out; accuracies by epoch are theirs. The test set is opened once, at the end,
and nothing is chosen by it.

Inputs are what `transfer.preprocess` returns, as for ImageNet's weights: blue, green and red from 0
to 255 less their means. Training images are flipped and shifted by up to four pixels, drawn anew
each epoch from the seed and the epoch.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

    from course_lib import datasets, models

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

SHIFT = 4  # pixels
BATCH = 128
WARMING = 0.1  # share of all steps in which the rate rises
RATE = 2e-3  # the highest
DECAY = 0.05

Curves = dict[str, list[float]]
Report = Callable[[int, dict[str, float], float], None]  # epoch from 1, figures, seconds


def augmented(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return each image flipped with probability a half and shifted by up to four pixels."""
    padded = np.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), mode="reflect")
    n, height, width, _ = images.shape
    rows = rng.integers(0, 2 * SHIFT + 1, n)[:, None] + np.arange(height)
    columns = rng.integers(0, 2 * SHIFT + 1, n)[:, None] + np.arange(width)
    flipped = rng.random(n) < 0.5
    columns[flipped] = columns[flipped, ::-1]
    return padded[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]


def compiled(network: models.Network, steps: int, seed: int) -> keras.Model:
    """Return a fresh model with AdamW, warm-up and cosine over `steps`."""
    import keras

    model = network.build(seed=seed)
    rising = max(int(steps * WARMING), 1)
    rate = keras.optimizers.schedules.CosineDecay(
        RATE / 20, steps - rising, alpha=0.001, warmup_target=RATE, warmup_steps=rising
    )
    optimizer = keras.optimizers.AdamW(rate, weight_decay=DECAY)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    optimizer.build(model.trainable_variables)
    model.compile(
        optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False
    )
    return model


def train(
    network: models.Network,
    data: datasets.Dataset,
    *,
    epochs: int,
    seed: int,
    checkpoint: pathlib.Path,
    report: Report = lambda epoch, figures, seconds: None,
) -> tuple[keras.Model, Curves]:
    """Return the model after `epochs`, and its accuracies after each; go on where it was."""
    from course_lib import transfer

    steps = epochs * -(-len(data.train) // BATCH)
    model = compiled(network, steps, seed)
    settings = {"network": network.to_dict(), "images": len(data.train)}
    settings |= {"epochs": epochs, "seed": seed}
    settings |= {"rate": RATE, "decay": DECAY, "shift": SHIFT, "batch": BATCH, "warming": WARMING}
    curves = restored(model, checkpoint, settings)
    held_out = transfer.preprocess(data.validation.x)
    for epoch in range(len(curves["val_accuracy"]), epochs):
        start = time.perf_counter()
        rng = np.random.default_rng((seed, epoch))
        order = rng.permutation(len(data.train))
        x = transfer.preprocess(augmented(data.train.x[order], rng))
        fitted = model.fit(x, data.train.y[order], batch_size=BATCH, shuffle=False, verbose=0)
        del x
        scores = model.evaluate(
            held_out, data.validation.y, batch_size=500, verbose=0, return_dict=True
        )
        figures = {name: values[0] for name, values in fitted.history.items()}
        figures |= {f"val_{name}": value for name, value in scores.items()}
        for name, values in curves.items():
            values.append(round(float(figures[name]), 4))
        stored(model, checkpoint, settings, curves)
        report(epoch + 1, figures, time.perf_counter() - start)
    return model, curves


def state(model: keras.Model) -> list[Any]:
    """Return all that training changes: weights, states of dropout, the optimizer's moments."""
    return [*model.variables, *model.optimizer.variables]


def stored(model: keras.Model, path: pathlib.Path, settings: Any, curves: Curves) -> None:
    """Write the state whole or not at all."""
    from course_lib import atomic

    arrays = {f"{i:04}": np.asarray(variable) for i, variable in enumerate(state(model))}
    with atomic.writing(path) as file:
        np.savez(file, about=json.dumps([settings, curves]), **arrays)


def restored(model: keras.Model, path: pathlib.Path, settings: Any) -> Curves:
    """Give the model the state of a checkpoint, if there is one; return the curves so far."""
    if not path.exists():
        return {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    with np.load(path) as arrays:
        held, curves = json.loads(str(arrays["about"]))
        if held != settings:
            raise SystemExit(f"{path} is of another run: {different(held, settings)}")
        for i, variable in enumerate(state(model)):
            variable.assign(arrays[f"{i:04}"])
    return curves


def different(held: dict[str, Any], settings: dict[str, Any]) -> str:
    """Return in words what two runs do not share."""
    named = (name for name in settings if held.get(name) != settings[name])
    return ", ".join(f"its {name} is {held.get(name)}, not {settings[name]}" for name in named)


def score(model: keras.Model, part: datasets.Split) -> dict[str, float]:
    """Return loss and accuracy on a part, rounded."""
    from course_lib import transfer

    x = transfer.preprocess(part.x)
    scores = model.evaluate(x, part.y, batch_size=500, verbose=0, return_dict=True)
    return {name: round(float(value), 4) for name, value in scores.items()}


def finish(model: keras.Model, data: datasets.Dataset, facts: dict[str, Any], out: Any) -> None:
    """Round the weights as they are stored, test once, and write weights and card."""
    from course_lib.transfer import shipped

    for weight in model.weights:
        weight.assign(shipped.halved(np.asarray(weight)).astype(np.float32))
    for name, part in {"validation": data.validation, "test": data.test}.items():
        facts |= {f"{name}_{metric}": value for metric, value in score(model, part).items()}
    shipped.save(model, facts, out)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=pathlib.Path, required=True, metavar="FILE.npz")
    parser.add_argument("--threads", type=int, default=1, metavar="N")
    parser.add_argument("--width", type=float, default=0.25)
    parser.add_argument("--epochs", type=int, default=26)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE.npz", help="not in the package")
    parser.add_argument("--images", type=int, metavar="N", help="so few to train, to try it out")
    return parser.parse_args()


def main() -> None:
    """Train, test once, store."""
    options = arguments()
    from recording.machine import import_backend, session, set_threads

    set_threads(options.threads)  # before TensorFlow reads them
    import_backend()
    from course_lib import datasets
    from course_lib.transfer import shipped

    sizes = {} if options.images is None else {"train": options.images, "validation": 500}
    data = datasets.load("cifar10", seed=options.seed, scaled=False, **sizes)
    print(f"{data}; {options.threads} thread(s), width {options.width:g}", flush=True)

    def report(epoch: int, figures: dict[str, float], seconds: float) -> None:
        shown = ", ".join(f"{name} {value:.4f}" for name, value in figures.items())
        print(f"epoch {epoch} of {options.epochs}: {shown} ({seconds:.0f} s)", flush=True)

    model, curves = train(
        shipped.network(options.width),
        data,
        epochs=options.epochs,
        seed=options.seed,
        checkpoint=options.checkpoint,
        report=report,
    )
    facts = {
        "network": f"VGG16 at {options.width:g} of its width, batch normalisation, 32 x 32 pixels",
        "parameters": model.count_params(),
        "data": f"near CIFAR-10 (a JPEG copy), {len(data.train):,} training images",
        "class_names": list(data.class_names),
        "inputs": "transfer.preprocess",
        "training": f"AdamW {RATE:g}, decay {DECAY:g}, warm-up and cosine, batches of {BATCH}, "
        f"flips, shifts of {SHIFT}",
        "width": options.width,
        "epochs": options.epochs,
        "seed": options.seed,
        **session(options.threads),
        "command": f"python benchmarks/train_vgg16.py --width {options.width:g} "
        f"--epochs {options.epochs} --seed {options.seed}",
        "curves": curves,
    }
    finish(model, data, facts, options.out or shipped.WEIGHTS)
    print(json.dumps({name: facts[name] for name in facts if name != "curves"}, indent=2))


if __name__ == "__main__":
    main()
