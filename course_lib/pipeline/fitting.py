"""Training with early stopping, kept in a run folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from time import perf_counter
from typing import Any

import keras
import numpy as np
import pandas as pd

from course_lib import arguments, training
from course_lib.models import Network, spectral_cnn
from course_lib.pipeline import folders
from course_lib.pipeline.preparing import Prepared

__all__ = ["Trained", "train"]


@dataclasses.dataclass(frozen=True, eq=False)
class Trained:
    """A trained network and how it came about.

    Parameters
    ----------
    model : keras.Model
        With the weights of the epoch of lowest validation loss.
    history : pandas.DataFrame
        Index epoch, from 1; columns loss, accuracy, val_loss, val_accuracy.
    settings : dict
        What `train` was called with, the best epoch and the seconds, as plain values.
    """

    model: keras.Model
    history: pd.DataFrame
    settings: dict[str, Any]

    @property
    def best(self) -> pd.Series:
        """The row of the history with the lowest validation loss; its name is the epoch."""
        return self.history.iloc[_best(self.history) - 1]

    def save(self, folder: str | Path) -> Path:
        """Write the model, its history and its settings into a run folder.

        Parameters
        ----------
        folder : path
            Made if it is not there.

        Returns
        -------
        pathlib.Path
            The folder.
        """
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        self.model.save(place / folders.MODEL)
        folders.write_text(place / folders.HISTORY, self.history.to_csv())
        folders.write_json(place / folders.TRAINED, self.settings)
        return place

    @classmethod
    def load(cls, folder: str | Path) -> Trained:
        """Read what `save` wrote.

        Parameters
        ----------
        folder : path
            A run folder.

        Returns
        -------
        Trained
            The same network.

        Raises
        ------
        ValueError
            Nothing was trained there.
        """
        place = Path(folder)
        settings = folders.read_json(place / folders.TRAINED, "train")
        model = keras.saving.load_model(place / folders.MODEL)
        return cls(model, pd.read_csv(place / folders.HISTORY, index_col="epoch"), settings)


def train(
    prepared: Prepared,
    *,
    network: Network | None = None,
    learning_rate: float = 0.001,
    batch_size: int = 128,
    epochs: int = 200,
    patience: int = 15,
    seed: int = 0,
    folder: str | Path | None = None,
    progress: bool = False,
) -> Trained:
    """Train a network with Adam until its validation loss has not fallen for some epochs.

    Parameters
    ----------
    prepared : Prepared
        As `prepare` gives it.
    network : Network, optional
        S0's network for these bands and classes when None.
    learning_rate : float
        Of Adam.
    batch_size, epochs : int
        Samples a step, and passes over the training part at most.
    patience : int
        Stop after so many epochs without a lower validation loss; the weights of the best epoch
        are kept.
    seed : int
        Of the weights and of the order of samples.
    folder : path, optional
        Where the result is kept; see `Trained.save`.
    progress : bool
        Whether a bar of epochs is shown.

    Returns
    -------
    Trained
        Model and history.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        A number out of range, or a network for other samples.

    References
    ----------
    Document S0, its `train_model`: Adam 0.001, batches of 128, up to 200 epochs, patience 15.

    Examples
    --------
    >>> from course_lib import models, pipeline
    >>> prepared = pipeline.prepare("pavia-like", per_class=20)
    >>> trained = pipeline.train(prepared, network=models.mlp(103, 9, hidden=8), epochs=2)
    >>> list(trained.history.index), list(trained.history.columns)
    ([1, 2], ['accuracy', 'loss', 'val_accuracy', 'val_loss'])
    """
    if not isinstance(prepared, Prepared):
        raise TypeError(f"prepared must come from prepare, got {arguments.shown(prepared)}")
    patience = arguments.integer(patience, "patience", low=1)
    data = prepared.data
    if network is None:
        network = spectral_cnn(data.input_shape, data.n_classes)
    if not isinstance(network, Network):
        raise TypeError(f"network must be a Network, got {arguments.shown(network)}")
    model = network.build(seed=arguments.integer(seed, "seed", low=0))
    rate = arguments.number(learning_rate, "learning_rate", above=0)
    model.compile(
        keras.optimizers.Adam(rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    stopper = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=patience, restore_best_weights=True
    )
    start = perf_counter()
    history = training.fit(
        model,
        *data.train,
        validation_data=tuple(data.validation),
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stopper],
        seed=seed,
        progress=progress,
    ).history
    frame = pd.DataFrame(dict(sorted(history.items())))
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="epoch")
    settings = {
        "network": network.to_dict(),
        "parameters": network.parameters,
        "learning_rate": rate,
        "batch_size": batch_size,
        "epochs": epochs,
        "patience": patience,
        "seed": seed,
        "epochs_run": len(frame),
        "best_epoch": _best(frame),
        "seconds": round(perf_counter() - start, 1),
    }
    trained = Trained(model, frame, settings)
    if folder is not None:
        trained.save(folder)
    return trained


def _best(history: pd.DataFrame) -> int:
    """Return the epoch of the lowest validation loss; one that is no number is never the lowest."""
    losses = history["val_loss"].fillna(np.inf).to_numpy()
    return 1 + int(losses.argmin())
