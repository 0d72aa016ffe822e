"""``course pipeline``: document S0's steps for a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.terminal import console, fail, table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add"]

Folder = Annotated[Path, typer.Argument(help="Folder of the run.")]
Seed = Annotated[int, typer.Option(min=0)]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    steps = typer.Typer(help="Hyperspectral pixels: prepare, train and evaluate a run, report.")
    for command in (prepare, train, evaluate, report):
        steps.command()(command)
    app.add_typer(steps, name="pipeline", no_args_is_help=True)


def prepare(
    folder: Folder,
    data: Annotated[str, typer.Option(help="indian-pines, pavia-like or pavia.")] = "indian-pines",
    per_class: Annotated[int, typer.Option(min=2, help="To train and validate on.")] = 250,
    regions: Annotated[bool, typer.Option(help="Parts that lie apart on the map.")] = False,
    over: Annotated[str, typer.Option(help="all: bands share a minimum; or feature.")] = "all",
    noise: Annotated[str, typer.Option(help="gaussian, impulsive or shot; none if empty.")] = "",
    noise_sets: Annotated[str, typer.Option(help="Sets with noise, by commas.")] = "test",
    stage: Annotated[str, typer.Option(help="Noise before or after scaling.")] = "after",
    samples: Annotated[float, typer.Option(help="Share of the samples with noise.")] = 1.0,
    bands: Annotated[float, typer.Option(help="Share of their bands.")] = 1.0,
    same_bands: Annotated[bool, typer.Option(help="The same bands for all samples.")] = False,
    std: Annotated[float, typer.Option(help="Of gaussian noise, in the unit of its stage.")] = 0.1,
    seed: Seed = 0,
) -> None:
    """Cut a scene into balanced parts, scale them by the training part, put noise on them."""
    from course_lib import pipeline

    try:
        described: dict[str, Any] = {"stage": stage, "samples": samples, "bands": bands, "std": std}
        sets = tuple(name.strip() for name in noise_sets.split(","))
        kinds = [noise] if noise else []
        noises = [
            pipeline.DataNoise(kind, sets=sets, same_bands=same_bands, **described)
            for kind in kinds
        ]
        made = pipeline.prepare(
            data,
            per_class=per_class,
            regions=regions,
            over=over,
            noise=noises,
            seed=seed,
            folder=folder,
        )
    except (ValueError, TypeError, OSError) as error:
        fail(error)
    typer.echo(made.data.summary())


def train(
    folder: Folder,
    filters: Annotated[int, typer.Option(min=1, help="Kernels of each convolution.")] = 200,
    learning_rate: Annotated[float, typer.Option(help="Of Adam.")] = 0.001,
    batch_size: Annotated[int, typer.Option(min=1)] = 128,
    epochs: Annotated[int, typer.Option(min=1, help="At most.")] = 200,
    patience: Annotated[int, typer.Option(min=1, help="Epochs without a lower loss.")] = 15,
    seed: Seed = 0,
) -> None:
    """Train S0's network until its validation loss no longer falls."""
    from course_lib import models, pipeline

    try:
        prepared = pipeline.Prepared.load(folder)
        data = prepared.data
        network = models.spectral_cnn(data.input_shape, data.n_classes, filters=filters)
        trained = pipeline.train(
            prepared,
            network=network,
            learning_rate=learning_rate,
            batch_size=batch_size,
            epochs=epochs,
            patience=patience,
            seed=seed,
            folder=folder,
            progress=True,
        )
    except (ValueError, OSError) as error:
        fail(error)
    best = trained.best
    typer.echo(
        f"{len(trained.history)} epochs; lowest validation loss {best['val_loss']:.4f}, "
        f"accuracy {best['val_accuracy']:.4f}, at epoch {best.name}"
    )


def evaluate(
    folder: Folder,
    copies: Annotated[int, typer.Option(min=0, help="Noisy copies that vote with it.")] = 0,
    voting: Annotated[str, typer.Option(help="hard, soft or classifier.")] = "hard",
    factor: Annotated[float, typer.Option(help="On the noise of the copies.")] = 0.1,
    seed: Seed = 0,
) -> None:
    """Score the trained network on the test part, alone or with noisy copies of itself."""
    from course_lib import pipeline

    try:
        found = pipeline.evaluate(
            pipeline.Trained.load(folder),
            pipeline.Prepared.load(folder),
            copies=copies,
            voting=voting,
            factor=factor,
            seed=seed,
            folder=folder,
        )
    except (ValueError, OSError) as error:
        fail(error)
    shown = table("class", "right")
    for name, share in found.classes.items():
        shown.add_row(str(name), f"{share:.4f}")
    console().print(shown)
    scores = {name: value for name, value in found.scores.items() if name != "seconds"}
    typer.echo(", ".join(f"{name} {value:.4f}" for name, value in scores.items()))


def report(folder: Folder) -> None:
    """Show a row for each evaluated run below a folder, and their mean."""
    from course_lib import pipeline

    try:
        runs = pipeline.report(folder)
    except (ValueError, OSError) as error:
        fail(error)
    _show(runs)


def _show(runs: pd.DataFrame) -> None:
    columns = ["epochs_run", "best_epoch", "accuracy", "balanced_accuracy", "kappa"]
    shown = table("run", *columns)
    rows = [*runs[columns].iterrows()]
    if len(runs) > 1:
        rows += [("mean", runs[columns].mean()), ("deviation", runs[columns].std())]
    for name, row in rows:
        shown.add_row(str(name), *(f"{value:.4g}" for value in row))
    console().print(shown)
