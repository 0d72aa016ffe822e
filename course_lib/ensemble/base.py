"""What every ensemble does once its members' probabilities are known."""

from __future__ import annotations

import abc
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone, is_classifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError

from course_lib import arguments
from course_lib.ensemble import votes
from course_lib.ensemble.labels import matching_labels, spread

__all__ = ["Ensemble"]

VOTING = ("hard", "soft", "classifier")


class Ensemble(ClassifierMixin, BaseEstimator, abc.ABC):
    """Voting over the probabilities that `_probabilities` of a subclass gives."""

    voting: Any
    classifier: Any
    seed: Any

    def fit(self, X: Any = None, y: Any = None) -> Self:
        """Prepare the members, and train the voting classifier where one votes.

        Parameters
        ----------
        X : array_like, shape (N, ...), optional
            Samples for ``voting="classifier"``; not used otherwise. Give samples that the members
            were not trained on: on its own training set a member looks surer than it is, and the
            classifier learns to trust it.
        y : array_like, shape (N,), optional
            Their labels, among `classes_`.

        Returns
        -------
        Self
            The ensemble itself.

        Raises
        ------
        TypeError
            A parameter, `X` or `y` is of the wrong kind.
        ValueError
            A parameter is out of range, `X` and `y` are missing where a classifier votes, or do not
            fit each other or the members.

        Examples
        --------
        >>> from course_lib.ensemble import VotingEnsemble
        >>> from sklearn.naive_bayes import GaussianNB
        >>> member = GaussianNB().fit([[0], [1]], ["no", "yes"])
        >>> VotingEnsemble([member, member]).fit().classes_.tolist()
        ['no', 'yes']
        """
        voting = arguments.choice(self.voting, "voting", VOTING)
        self._prepare()
        if voting == "classifier":
            if X is None or y is None:
                raise ValueError("voting='classifier' needs X and y to fit the classifier on")
            probabilities = self._probabilities(X)
            labels = matching_labels(y, len(probabilities[0]), self.classes_)
            self.classifier_ = self._new_classifier().fit(_joined(probabilities), labels)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the label that the members vote for.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members take them.

        Returns
        -------
        numpy.ndarray, shape (N,)
            Labels among `classes_`. A tie of hard votes goes to the class of the larger summed
            probability among those tied, then to the first; a tie of soft votes to the first.

        Raises
        ------
        TypeError, ValueError
            `X` does not fit the members, or a classifier votes and is not fitted.

        Examples
        --------
        >>> from course_lib.ensemble import VotingEnsemble
        >>> from sklearn.naive_bayes import GaussianNB
        >>> member = GaussianNB().fit([[0], [1]], ["no", "yes"])
        >>> VotingEnsemble([member, member]).predict([[0.1]]).tolist()
        ['no']
        """
        probabilities = self._ready(X)
        if self.voting == "classifier":
            return np.asarray(self.classifier_.predict(_joined(probabilities)))
        if self.voting == "soft":
            winners = votes.soft_shares(probabilities).argmax(axis=1)
        else:
            winners = votes.hard_winners(_positions(probabilities), probabilities)
        return np.asarray(self.classes_[winners])

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return for each class its share of the votes.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members take them.

        Returns
        -------
        numpy.ndarray, shape (N, classes)
            Share of members (hard), mean probability (soft), or the classifier's probability.

        Raises
        ------
        TypeError, ValueError
            `X` does not fit the members, or a classifier votes and is not fitted or has no
            probabilities.

        Examples
        --------
        >>> from course_lib.ensemble import VotingEnsemble
        >>> from sklearn.naive_bayes import GaussianNB
        >>> member = GaussianNB().fit([[0], [1]], ["no", "yes"])
        >>> VotingEnsemble([member, member]).predict_proba([[0.1]]).tolist()
        [[1.0, 0.0]]
        """
        probabilities = self._ready(X)
        if self.voting == "soft":
            return votes.soft_shares(probabilities)
        if self.voting == "hard":
            return votes.hard_shares(_positions(probabilities), len(self.classes_))
        if not hasattr(self.classifier_, "predict_proba"):
            raise TypeError(f"{type(self.classifier_).__name__} gives no probabilities")
        given = self.classifier_.predict_proba(_joined(probabilities))
        return spread(given, self.classifier_.classes_, self.classes_)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the accuracy.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members take them.
        y : array_like, shape (N,)
            True labels.
        sample_weight : array_like, shape (N,), optional
            Weight of each sample, 0 or more.

        Returns
        -------
        float
            Share of samples with the right label, 0 to 1.

        Raises
        ------
        TypeError, ValueError
            As for `predict`, or `y` or `sample_weight` has another length.

        Examples
        --------
        >>> from course_lib.ensemble import VotingEnsemble
        >>> from sklearn.naive_bayes import GaussianNB
        >>> member = GaussianNB().fit([[0], [1]], ["no", "yes"])
        >>> VotingEnsemble([member, member]).score([[0], [1]], ["no", "no"])
        0.5
        """
        predicted = self.predict(X)
        right = matching_labels(y, len(predicted), self.classes_, known=False) == predicted
        if sample_weight is None:
            return float(right.mean())
        weights = arguments.array(sample_weight, "sample_weight", ndim=1, finite=True)
        if len(weights) != len(right) or (weights < 0).any() or not weights.any():
            raise ValueError(f"sample_weight must be {len(right)} weights of 0 or more, not all 0")
        return float(np.average(right, weights=weights))

    def member_probabilities(self, X: Any) -> np.ndarray:
        """Return the probabilities of each member.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members take them.

        Returns
        -------
        numpy.ndarray, shape (members, N, classes)
            As the members give them; ones and zeros for a member that gives labels only.

        Raises
        ------
        TypeError, ValueError
            `X` does not fit the members.

        Examples
        --------
        >>> from course_lib.ensemble import VotingEnsemble
        >>> from sklearn.naive_bayes import GaussianNB
        >>> member = GaussianNB().fit([[0], [1]], ["no", "yes"])
        >>> VotingEnsemble([member, member]).member_probabilities([[0.1]]).shape
        (2, 1, 2)
        """
        self._at_hand()
        return np.stack(self._probabilities(X))

    def member_predictions(self, X: Any) -> np.ndarray:
        """Return the label that each member gives.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members take them.

        Returns
        -------
        numpy.ndarray, shape (members, N)
            Labels among `classes_`.

        Raises
        ------
        TypeError, ValueError
            `X` does not fit the members.

        Examples
        --------
        >>> from course_lib.ensemble import VotingEnsemble
        >>> from sklearn.naive_bayes import GaussianNB
        >>> member = GaussianNB().fit([[0], [1]], ["no", "yes"])
        >>> VotingEnsemble([member, member]).member_predictions([[0.1]]).tolist()
        [['no'], ['no']]
        """
        self._at_hand()
        return np.asarray(self.classes_[_positions(self._probabilities(X))])

    def agreement(self, X: Any) -> votes.Agreement:
        """Return how often members give the same label.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members take them.

        Returns
        -------
        Agreement
            A matrix (members, members) and the mean over pairs.

        Raises
        ------
        TypeError, ValueError
            `X` does not fit the members.

        Examples
        --------
        >>> from course_lib.ensemble import VotingEnsemble
        >>> from sklearn.naive_bayes import GaussianNB
        >>> member = GaussianNB().fit([[0], [1]], ["no", "yes"])
        >>> VotingEnsemble([member, member]).agreement([[0.1]]).mean
        1.0
        """
        self._at_hand()
        return votes.agreement(_positions(self._probabilities(X)))

    @abc.abstractmethod
    def _prepare(self) -> None:
        """Check the parameters and set `classes_` and what `_probabilities` needs."""

    @abc.abstractmethod
    def _probabilities(self, X: Any) -> list[np.ndarray]:
        """Return an array (N, classes) for each member."""

    def _at_hand(self) -> None:
        if not hasattr(self, "classes_"):
            self._prepare()

    def _ready(self, X: Any) -> list[np.ndarray]:
        arguments.choice(self.voting, "voting", VOTING)
        if self.voting == "classifier" and not hasattr(self, "classifier_"):
            raise NotFittedError("voting='classifier' needs fit(X, y) before it can predict")
        self._at_hand()
        return self._probabilities(X)

    def _new_classifier(self) -> Any:
        if self.classifier is None:
            seed = int(arguments.generator(self.seed).integers(2**31))
            return RandomForestClassifier(random_state=seed)
        if not isinstance(self.classifier, BaseEstimator) or not is_classifier(self.classifier):
            got = arguments.shown(self.classifier)
            raise TypeError(f"classifier must be a scikit-learn classifier or None, got {got}")
        return clone(self.classifier)


def _joined(probabilities: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(probabilities, axis=1)


def _positions(probabilities: list[np.ndarray]) -> np.ndarray:
    return np.stack([member.argmax(axis=1) for member in probabilities])
