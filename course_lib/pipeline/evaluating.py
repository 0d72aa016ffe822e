"""How a trained network, or an ensemble of its noisy copies, does on the test part."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from time import perf_counter
from typing import Any

import keras
import numpy as np
import pandas as pd

from course_lib import arguments
from course_lib.ensemble import Forward, NoisyEnsemble
from course_lib.pipeline import folders
from course_lib.pipeline.fitting import Trained
from course_lib.pipeline.preparing import Prepared
from course_lib.pipeline.reporting import page

__all__ = ["Evaluation", "evaluate"]


@dataclasses.dataclass(frozen=True, eq=False)
class Evaluation:
    """Scores on the test part.

    Parameters
    ----------
    scores : dict of str to float
        accuracy; balanced_accuracy, the mean over the classes of the share that is right; kappa,
        Cohen's, which is 0 for answers by chance and 1 where all are right; seconds.
    classes : pandas.Series
        The share of each class that is right, by its name.
    confusion : pandas.DataFrame
        Counts: a row a true class, a column an answer.
    settings : dict
        What `evaluate` was called with, as plain values.
    """

    scores: dict[str, float]
    classes: pd.Series
    confusion: pd.DataFrame
    settings: dict[str, Any]

    def save(self, folder: str | Path) -> Path:
        """Write scores and confusion matrix into a run folder, and a report of the whole run.

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
        content = {
            "scores": self.scores,
            "classes": {str(name): float(share) for name, share in self.classes.items()},
            "settings": self.settings,
        }
        folders.write_text(place / folders.CONFUSION, self.confusion.to_csv())
        folders.write_json(place / folders.EVALUATED, content)
        folders.write_text(place / folders.REPORT, page(place))
        return place


def evaluate(
    trained: Trained,
    prepared: Prepared,
    *,
    copies: int = 0,
    voting: str = "hard",
    mean: float | None = 0.0,
    std: float | None = None,
    factor: float = 0.1,
    seed: int = 0,
    folder: str | Path | None = None,
) -> Evaluation:
    """Score a trained network on the test part, alone or with noisy copies that vote.

    Parameters
    ----------
    trained : Trained
        As `train` gives it.
    prepared : Prepared
        As `prepare` gives it.
    copies : int
        Noisy copies that vote with the network (`ensemble.NoisyEnsemble`); none when 0.
    voting : {"hard", "soft", "classifier"}
        How they vote; a classifier learns from the training part.
    mean, std : float or None
        Of the noise on each weight tensor; the tensor's own when None.
    factor : float
        What the noise is multiplied by.
    seed : int
        Of the noise and of a classifier that votes.
    folder : path, optional
        Where scores and report are kept; see `Evaluation.save`.

    Returns
    -------
    Evaluation
        Scores.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        A number out of range, or data of another shape than the network takes.

    References
    ----------
    Document S0, its `evaluate_model`, whose metrics are these. Cohen, A coefficient of agreement
    for nominal scales, 1960.

    Examples
    --------
    >>> from course_lib import models, pipeline
    >>> prepared = pipeline.prepare("pavia-like", per_class=20)
    >>> trained = pipeline.train(prepared, network=models.mlp(103, 9, hidden=8), epochs=2)
    >>> list(pipeline.evaluate(trained, prepared).scores)
    ['accuracy', 'balanced_accuracy', 'kappa', 'seconds']
    """
    if not isinstance(trained, Trained):
        raise TypeError(f"trained must come from train, got {arguments.shown(trained)}")
    if not isinstance(prepared, Prepared):
        raise TypeError(f"prepared must come from prepare, got {arguments.shown(prepared)}")
    copies = arguments.integer(copies, "copies", low=0)
    start = perf_counter()
    if copies:
        answers = _voted(
            trained.model,
            prepared,
            copies=copies,
            voting=voting,
            mean=mean,
            std=std,
            factor=factor,
            seed=seed,
        )
    else:
        answers = Forward([trained.model])(prepared.data.test.x)[0].argmax(axis=1)
    seconds = perf_counter() - start
    settings: dict[str, Any] = {"copies": copies}
    if copies:
        settings |= {"voting": voting, "mean": mean, "std": std, "factor": factor, "seed": seed}
    found = _scored(prepared.data.test.y, answers, prepared.data.class_names, seconds, settings)
    if folder is not None:
        found.save(folder)
    return found


def _voted(model: keras.Model, prepared: Prepared, **options: Any) -> np.ndarray:
    ensemble = NoisyEnsemble(model, **options)
    if options["voting"] == "classifier":
        ensemble.fit(*prepared.data.train)
    answers: np.ndarray = ensemble.predict(prepared.data.test.x)
    return answers


def _scored(
    y: np.ndarray,
    answers: np.ndarray,
    names: tuple[str, ...],
    seconds: float,
    settings: dict[str, Any],
) -> Evaluation:
    from sklearn.metrics import cohen_kappa_score, confusion_matrix

    counts = confusion_matrix(y, answers, labels=range(len(names)))
    with np.errstate(invalid="ignore"):
        shares = pd.Series(np.diag(counts) / counts.sum(axis=1), index=list(names), name="right")
    scores = {
        "accuracy": float(np.mean(answers == y)),
        "balanced_accuracy": float(shares.mean()),
        "kappa": float(cohen_kappa_score(y, answers)),
        "seconds": round(seconds, 3),
    }
    confusion = pd.DataFrame(counts, index=list(names), columns=list(names))
    return Evaluation(scores, shares, confusion, settings)
