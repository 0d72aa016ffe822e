"""Any fitted models, voting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import numpy as np

from course_lib import arguments
from course_lib.ensemble.base import Ensemble
from course_lib.ensemble.forward import n_outputs
from course_lib.ensemble.labels import as_probabilities, column_labels, spread
from course_lib.ensemble.members import Given, Members

__all__ = ["VotingEnsemble"]


class VotingEnsemble(Ensemble):
    """Fitted Keras and scikit-learn models that vote.

    Keras members run together in one call. scikit-learn members get each sample flattened.

    Parameters
    ----------
    members : sequence or mapping
        Trained Keras classifiers (a row of probabilities a sample, or one probability) and fitted
        scikit-learn classifiers, in any mixture. Of a mapping, such as `Comparison.models`
        returns, the values vote.
    voting : {"hard", "soft", "classifier"}
        Majority of labels, largest summed probability, or a classifier that is trained in `fit` on
        the members' probabilities side by side. Only hard voting takes members without
        ``predict_proba``.
    classifier : scikit-learn classifier, optional
        What votes with ``voting="classifier"``; a random forest by default. It is copied first.
    classes : sequence, optional
        Labels of the Keras members' outputs, numbers or strings; 0, 1, 2 and so on by default.
    inputs : callable or sequence of callable or None, optional
        What turns samples into those that a member sees, such as some of the bands, or pixels
        scaled as its training was: one function for all members, or one a member.
    batch_size : int, optional
        Samples a batch; by default what suits the widest layer.
    seed : int, numpy.random.Generator or None
        For the random forest.

    Attributes
    ----------
    classes_ : numpy.ndarray, shape (classes,)
        Labels that any member knows, sorted.
    classifier_ : scikit-learn classifier
        The trained one, where a classifier votes.

    References
    ----------
    S0; Wolpert, Stacked generalization, 1992, for the classifier.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.naive_bayes import GaussianNB
    >>> x, y = [[0.0], [1.0], [2.0], [3.0]], ["low", "low", "high", "high"]
    >>> members = [LogisticRegression().fit(x, y), GaussianNB().fit(x, y)]
    >>> VotingEnsemble(members, voting="soft").predict([[0.2], [2.7]]).tolist()
    ['low', 'high']
    """

    def __init__(
        self,
        members: Sequence[Any] | Mapping[Any, Any],
        *,
        voting: str = "hard",
        classifier: Any = None,
        classes: Sequence[Any] | None = None,
        inputs: Callable[..., Any] | Sequence[Callable[..., Any] | None] | None = None,
        batch_size: int | None = None,
        seed: int | np.random.Generator | None = 0,
    ) -> None:
        self.members = members
        self.voting = voting
        self.classifier = classifier
        self.classes = classes
        self.inputs = inputs
        self.batch_size = batch_size
        self.seed = seed

    def _prepare(self) -> None:
        members = Members(self.members, self.inputs)
        labels = [self._labels_of(member) for member in members.models]
        if len({known.dtype.kind in "US" for known in labels}) > 1:
            raise ValueError("members must all have strings as labels, or all numbers")
        self._members, self._known = members, labels
        self.classes_ = np.unique(np.concatenate(labels))

    def _labels_of(self, member: Any) -> np.ndarray:
        if isinstance(member, keras.Model):
            return column_labels(self.classes, n_outputs(member))
        if not hasattr(member, "classes_"):
            shown = arguments.shown(member)
            raise ValueError(f"members must be fitted classifiers, but one lacks classes_: {shown}")
        return np.asarray(member.classes_)

    def _probabilities(self, X: Any) -> list[np.ndarray]:
        columns = []
        for given, labels in zip(self._members.run(X, self.batch_size), self._known, strict=True):
            if given.output is not None:
                found = as_probabilities(given.output, f"model {given.member.name!r}")
                order = np.argsort(labels)
                columns.append(spread(found[:, order], labels[order], self.classes_))
            else:
                columns.append(spread(self._of_estimator(given, labels), labels, self.classes_))
        return columns

    def _of_estimator(self, given: Given, labels: np.ndarray) -> np.ndarray:
        member, X = given.member, given.seen.reshape(len(given.seen), -1)
        if hasattr(member, "predict_proba"):
            return as_probabilities(np.asarray(member.predict_proba(X)), type(member).__name__)
        if self.voting != "hard":
            name = type(member).__name__
            raise TypeError(f"voting={self.voting!r} needs probabilities, but {name} has none")
        return (member.predict(X)[:, None] == labels).astype(np.float32)
