"""One trained network and noisy copies of it, voting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from course_lib import arguments
from course_lib.ensemble.base import Ensemble
from course_lib.ensemble.forward import Forward, n_outputs, tensor
from course_lib.ensemble.labels import as_probabilities, column_labels
from course_lib.noise import perturb_arrays

__all__ = ["NoisyEnsemble"]


class NoisyEnsemble(Ensemble):
    """Original and copies of one network, with Gaussian noise in the copies' weights, that vote.

    Each trainable tensor of a copy gets noise of its own: N(mean, std) times `factor`, where the
    mean and the deviation are by default 0 and the tensor's own. The network itself is not changed.

    Parameters
    ----------
    model : keras.Model
        A trained classifier with one output: a row of probabilities a sample, or one probability.
    copies : int
        Number of noisy copies.
    voting : {"hard", "soft", "classifier"}
        Majority of labels, largest summed probability, or a classifier that is trained in `fit` on
        the members' probabilities side by side.
    mean : float or None
        Mean of the noise before the factor; None is the mean of each tensor.
    std : float or None
        Standard deviation of the noise before the factor; None is that of each tensor.
    factor : float
        Factor on the noise.
    include_original : bool
        Whether the network itself votes too, as the first member.
    classifier : scikit-learn classifier, optional
        What votes with ``voting="classifier"``; a random forest by default. It is copied first.
    classes : sequence, optional
        Labels of the network's outputs, numbers or strings; 0, 1, 2 and so on by default.
    batch_size : int, optional
        Samples a batch; by default what suits the widest layer.
    seed : int, numpy.random.Generator or None
        For the noise and the random forest. The first copies are the same for any number of copies.

    Attributes
    ----------
    classes_ : numpy.ndarray, shape (classes,)
        Labels, sorted.
    weights_ : list of list of tensors
        Trainable variables of each member, drawn by `fit` or by the first prediction: call `fit`
        again after training `model` further.
    classifier_ : scikit-learn classifier
        The trained one, where a classifier votes.

    References
    ----------
    S0. There the mean and the deviation of the first tensor are kept for all later ones, and the
    classifier never votes; here each tensor has its own, and it does.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.models import mlp
    >>> x = np.random.default_rng(0).random((5, 4))
    >>> ensemble = NoisyEnsemble(mlp(4, 3).build(seed=0), copies=8, seed=0)
    >>> ensemble.predict(x).shape, ensemble.member_predictions(x).shape
    ((5,), (9, 5))
    """

    def __init__(
        self,
        model: keras.Model,
        *,
        copies: int = 4,
        voting: str = "hard",
        mean: float | None = 0.0,
        std: float | None = None,
        factor: float = 0.1,
        include_original: bool = True,
        classifier: Any = None,
        classes: Sequence[Any] | None = None,
        batch_size: int | None = None,
        seed: int | np.random.Generator | None = 0,
    ) -> None:
        self.model = model
        self.copies = copies
        self.voting = voting
        self.mean = mean
        self.std = std
        self.factor = factor
        self.include_original = include_original
        self.classifier = classifier
        self.classes = classes
        self.batch_size = batch_size
        self.seed = seed

    def _prepare(self) -> None:
        copies = arguments.integer(self.copies, "copies", low=1)
        original = arguments.boolean(self.include_original, "include_original")
        if not isinstance(self.model, keras.Model):
            raise TypeError(f"model must be a Keras model, got {arguments.shown(self.model)}")
        forward = Forward([self.model] * (copies + original))
        labels = column_labels(self.classes, n_outputs(self.model))
        members = self._noisy(copies)
        if original:
            members.insert(0, [tensor(value) for value in self.model.trainable_variables])
        self._forward, self.weights_ = forward, members
        self._columns, self.classes_ = np.argsort(labels), np.sort(labels)

    def _noisy(self, copies: int) -> list[list[Any]]:
        values = [keras.ops.convert_to_numpy(value) for value in self.model.trainable_variables]
        if not values:
            raise ValueError(f"model {self.model.name!r} has no trainable weights to put noise on")
        rng = arguments.generator(self.seed)
        settings: dict[str, Any] = {"mean": self.mean, "std": self.std, "factor": self.factor}
        return [
            [tensor(value) for value in perturb_arrays(values, **settings, seed=rng)]
            for _ in range(copies)
        ]

    def _probabilities(self, X: Any) -> list[np.ndarray]:
        outputs = self._forward(X, self.weights_, batch_size=self.batch_size)
        name = f"model {self.model.name!r}"
        return [as_probabilities(output, name)[:, self._columns] for output in outputs]
