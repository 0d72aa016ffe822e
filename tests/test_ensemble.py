"""Votes, ties, labels and agreement of ensembles of any models."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from course_lib import models
from course_lib.ensemble import NoisyEnsemble, VotingEnsemble, votes

X, Y = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])


class Fixed(ClassifierMixin, BaseEstimator):
    """A fitted classifier that gives what it was told."""

    def __init__(self, rows, classes=(0, 1, 2)):
        self.rows = rows
        self.classes = classes
        self.classes_ = np.asarray(classes)

    def predict_proba(self, X):
        return np.asarray(self.rows, float)

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def ensemble(*tables, **settings):
    return VotingEnsemble([Fixed(table) for table in tables], **settings)


def sample(*rows):
    return [rows]


ONE = np.zeros((1, 1))


class TestVotes:
    def test_hard_and_soft_can_differ(self):
        tables = [[[0.6, 0.4, 0]], [[0.6, 0.4, 0]], [[0, 1, 0]]]
        assert ensemble(*tables).predict(ONE) == [0]
        assert ensemble(*tables, voting="soft").predict(ONE) == [1]

    def test_a_hard_tie_goes_to_the_larger_summed_probability(self):
        assert ensemble([[0.6, 0.4, 0]], [[0.1, 0.9, 0]]).predict(ONE) == [1]

    def test_only_tied_classes_can_win_a_hard_tie(self):
        tables = [[[0.51, 0, 0.49]]] * 2 + [[[0, 0.51, 0.49]]] * 2
        assert ensemble(*tables).predict(ONE) == [0]

    def test_a_complete_tie_goes_to_the_first_class(self):
        tables = [[[0, 0.2, 0.8]], [[0, 0.8, 0.2]]]
        assert ensemble(*tables).predict(ONE) == [1]
        assert ensemble(*tables, voting="soft").predict(ONE) == [1]

    def test_shares(self):
        tables = [[[0.6, 0.4, 0]], [[0.6, 0.4, 0]], [[0, 1, 0]], [[0, 0, 1]]]
        np.testing.assert_allclose(ensemble(*tables).predict_proba(ONE), [[0.5, 0.25, 0.25]])
        soft = ensemble(*tables, voting="soft").predict_proba(ONE)
        np.testing.assert_allclose(soft, [[0.3, 0.45, 0.25]])

    @settings(deadline=None, max_examples=50)
    @given(hnp.arrays(float, hnp.array_shapes(min_dims=3, max_dims=3), elements=st.floats(0, 1)))
    def test_winners_have_the_most_votes(self, tables):
        labels = tables.argmax(axis=2)
        shares = votes.hard_shares(labels, tables.shape[2])
        winners = votes.hard_winners(labels, tables)
        np.testing.assert_allclose(shares.sum(axis=1), 1)
        won = np.take_along_axis(shares, winners[:, None], axis=1)
        assert (won == shares.max(axis=1, keepdims=True)).all()

    @settings(deadline=None, max_examples=50)
    @given(hnp.arrays(int, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.integers(0, 3)))
    def test_agreement_is_symmetric_with_ones_on_its_diagonal(self, labels):
        matrix, mean = votes.agreement(labels)
        assert (np.diag(matrix) == 1).all()
        assert (matrix == matrix.T).all()
        assert 0 <= mean <= 1

    def test_agreement_counts_samples(self):
        tables = [[[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]], [[1, 0, 0], [0, 0, 1]]]
        matrix, mean = ensemble(*tables).agreement(np.zeros((2, 1)))
        np.testing.assert_array_equal(matrix, [[1, 0.5, 0.5], [0.5, 1, 1], [0.5, 1, 1]])
        assert mean == pytest.approx(2 / 3)
        assert ensemble(tables[0]).agreement(np.zeros((2, 1))).mean == 1


class TestEstimators:
    members = (LogisticRegression(max_iter=500), GaussianNB(), KNeighborsClassifier())

    def fitted(self, y=Y):
        return [clone(member).fit(X, y) for member in self.members]

    @pytest.mark.parametrize("voting", ["hard", "soft"])
    def test_equal_to_scikit_learn(self, voting):
        from sklearn.ensemble import VotingClassifier

        named = [(str(at), member) for at, member in enumerate(self.members)]
        theirs = VotingClassifier(named, voting=voting).fit(X, Y)
        ours = VotingEnsemble(self.fitted(), voting=voting)
        np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
        assert ours.score(X, Y) == pytest.approx(theirs.score(X, Y))

    def test_labels_may_be_strings(self):
        ours = VotingEnsemble(self.fitted(NAMES[Y]))
        assert ours.predict(X[:2]).tolist() == ["setosa", "setosa"]
        assert ours.member_predictions(X).shape == (3, 150)
        assert ours.score(X, NAMES[Y].astype(object)) > 0.9
        with pytest.raises(TypeError, match="y must have labels like the classes"):
            ours.score(X, Y)

    def test_a_classifier_votes(self):
        ours = VotingEnsemble(self.fitted(), voting="classifier")
        with pytest.raises(NotFittedError, match="needs fit"):
            ours.predict(X)
        ours.fit(X[::2], Y[::2])
        assert type(ours.classifier_).__name__ == "RandomForestClassifier"
        assert ours.classifier_.n_features_in_ == 9
        assert ours.score(X[1::2], Y[1::2]) > 0.9
        assert ours.predict_proba(X).shape == (150, 3)

    def test_the_classifier_gets_the_members_side_by_side(self):
        members = self.fitted()
        ours = VotingEnsemble(members, voting="classifier", classifier=DecisionTreeClassifier())
        ours.fit(X, Y)
        features = np.hstack([member.predict_proba(X) for member in members])
        np.testing.assert_array_equal(ours.predict(X), ours.classifier_.predict(features))
        assert not hasattr(ours.classifier, "tree_")

    def test_the_forest_is_seeded(self):
        def shares(seed):
            members = [GaussianNB().fit(X, Y)]
            one = VotingEnsemble(members, voting="classifier", seed=seed)
            return one.fit(X[::2], Y[::2]).predict_proba(X)

        np.testing.assert_array_equal(shares(1), shares(1))
        assert (shares(1) != shares(2)).any()

    def test_a_classifier_that_saw_fewer_classes(self):
        ours = VotingEnsemble(self.fitted(), voting="classifier").fit(X[:100], Y[:100])
        assert ours.predict_proba(X).shape == (150, 3)
        assert (ours.predict_proba(X)[:, 2] == 0).all()

    def test_members_that_know_different_classes(self):
        one, other = Fixed([[0.2, 0.8]], (1, 3)), Fixed([[0.4, 0.6]], (2, 3))
        ours = VotingEnsemble([one, other], voting="soft")
        np.testing.assert_allclose(ours.predict_proba(ONE), [[0.1, 0.2, 0.7]])
        assert ours.classes_.tolist() == [1, 2, 3]

    def test_members_without_probabilities_vote_hard_only(self):
        members = [LinearSVC().fit(X, Y), *self.fitted()]
        ours = VotingEnsemble(members)
        assert ours.score(X, Y) > 0.9
        np.testing.assert_array_equal(ours.member_predictions(X)[0], members[0].predict(X))
        with pytest.raises(TypeError, match="needs probabilities, but LinearSVC has none"):
            ours.set_params(voting="soft").predict(X)

    def test_a_classifier_without_probabilities(self):
        ours = VotingEnsemble(self.fitted(), voting="classifier", classifier=LinearSVC())
        assert ours.fit(X, Y).score(X, Y) > 0.9
        with pytest.raises(TypeError, match="LinearSVC gives no probabilities"):
            ours.predict_proba(X)

    def test_images_are_flattened(self):
        members = self.fitted()
        images = X.reshape(-1, 2, 2)
        np.testing.assert_array_equal(
            VotingEnsemble(members).predict(images), VotingEnsemble(members).predict(X)
        )

    def test_weights_of_samples(self):
        ours = VotingEnsemble(self.fitted())
        wrong = np.where(np.arange(150) < 50, Y, (Y + 1) % 3)
        assert ours.score(X, wrong, sample_weight=np.arange(150) < 50) == 1
        with pytest.raises(ValueError, match="sample_weight must be 150 weights"):
            ours.score(X, Y, sample_weight=[1, 2])

    def test_parameters_are_stored_as_given(self):
        ours = VotingEnsemble(self.fitted(), voting="soft", seed=3)
        assert ours.get_params(deep=False)["voting"] == "soft"
        copy = clone(ours)
        assert copy.seed == 3
        assert not hasattr(copy, "classes_")


class TestMixtures:
    x = X.astype(np.float32)

    def network(self, n_outputs=3, **settings):
        return models.mlp(4, n_outputs, hidden=5, **settings).build(seed=n_outputs)

    def test_keras_and_scikit_learn_together(self):
        network, bayes = self.network(), GaussianNB().fit(X, Y)
        ours = VotingEnsemble([bayes, network, bayes], voting="soft")
        expected = (2 * bayes.predict_proba(self.x) + network.predict(self.x, verbose=0)) / 3
        np.testing.assert_allclose(ours.predict_proba(self.x), expected, atol=1e-5)

    def test_classes_name_the_outputs(self):
        labels = ["b", "c", "a"]
        network = self.network()
        ours = VotingEnsemble([network], classes=labels)
        expected = np.array(labels)[network.predict(self.x, verbose=0).argmax(axis=1)]
        np.testing.assert_array_equal(ours.predict(self.x), expected)
        assert ours.classes_.tolist() == ["a", "b", "c"]

    def test_one_output_is_the_second_class(self):
        network = self.network(1, output_activation="sigmoid")
        ours = VotingEnsemble([network], voting="soft", classes=["no", "yes"])
        share = ours.predict_proba(self.x)
        expected = network.predict(self.x, verbose=0)[:, 0]
        np.testing.assert_allclose(share, np.stack([1 - expected, expected], axis=1), atol=1e-6)

    def test_a_new_weight_is_seen(self):
        network = self.network()
        ours = VotingEnsemble([network], voting="soft")
        before = ours.predict_proba(self.x)
        network.set_weights([weight + 1 for weight in network.get_weights()])
        assert not np.allclose(ours.predict_proba(self.x), before)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: VotingEnsemble([]).fit(), TypeError, "members must be a sequence of models"),
        (lambda: VotingEnsemble("ab").fit(), TypeError, "members must be a sequence of models"),
        (lambda: VotingEnsemble([3]).fit(), TypeError, "must have a predict method, got 3"),
        (lambda: VotingEnsemble([GaussianNB]).fit(), TypeError, "must have a predict method"),
        (lambda: VotingEnsemble([GaussianNB()]).fit(), ValueError, "one lacks classes_"),
        (lambda: ensemble([[1, 0, 0]], voting="herd").fit(), ValueError, "did you mean 'hard'"),
        (lambda: ensemble([[1, 0, 0]], voting="herd").predict(ONE), ValueError, "voting must be"),
        (
            lambda: ensemble([[1, 0, 0]], voting="classifier").fit(),
            ValueError,
            "needs X and y to fit the classifier on",
        ),
        (
            lambda: ensemble([[1, 0, 0]], voting="classifier", classifier=3).fit(ONE, [0]),
            TypeError,
            "classifier must be a scikit-learn classifier or None, got 3",
        ),
        (
            lambda: ensemble([[1, 0, 0]], voting="classifier").fit(ONE, [7]),
            ValueError,
            r"y must have labels among \[0, 1, 2\], got 7",
        ),
        (
            lambda: ensemble([[1, 0, 0]], voting="classifier").fit(ONE, [1, 2]),
            ValueError,
            "y must have one label a sample, got 2 for 1",
        ),
        (lambda: ensemble([[1, 0, 0]]).score(ONE, [[1, 2]]), ValueError, "labels on one axis"),
        (lambda: ensemble([[1, 0, 0]]).score(ONE, None), TypeError, "y must be labels, got None"),
        (lambda: ensemble([[1, 0, 0]]).score(ONE, [[1], [2, 3]]), TypeError, "y must be labels"),
        (lambda: ensemble([[1, 0, 0]]).predict("a"), TypeError, "X must be an array of numbers"),
        (lambda: ensemble([[1, 0, 0]]).predict([1]), ValueError, "X must have 2 or 3"),
        (
            lambda: VotingEnsemble([Fixed([[1]], ["a"]), Fixed([[1]], [1])]).fit(),
            ValueError,
            "all have strings as labels, or all numbers",
        ),
        (
            lambda: VotingEnsemble([models.mlp(4, 3).build()], classes=["a"]).fit(),
            ValueError,
            "classes must be 3 different labels",
        ),
        (
            lambda: VotingEnsemble([keras.Sequential([keras.layers.Dense(2)])]).fit(),
            ValueError,
            "has no weights yet",
        ),
    ],
)
def test_bad_input(make, error, message):
    with pytest.raises(error, match=message):
        make()


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 5),
    st.floats(),
    st.text(max_size=3),
    st.lists(st.one_of(st.integers(-1, 5), st.text(max_size=2), st.none()), max_size=3),
    st.builds(object),
    st.just(np.zeros((2, 0))),
    st.just(np.full((2, 4), np.nan)),
    st.just(np.array([1 + 2j])),
)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_junk_raises_nothing_but_type_and_value_errors(data):
    names = ["members", "voting", "classifier", "classes", "batch_size", "seed"]
    good = {"members": [models.mlp(4, 3).build(seed=0)], "voting": "classifier"}
    keywords = {**good, data.draw(st.sampled_from(names)): data.draw(JUNK)}
    method = data.draw(st.sampled_from(["predict", "predict_proba", "score", "agreement"]))
    arguments = [data.draw(JUNK)] * (2 if method == "score" else 1)
    for given_X, given_y in ((X[:6], Y[:6] * 0 + [0, 1, 2] * 2), (data.draw(JUNK), Y[:6])):
        try:
            fitted = VotingEnsemble(**keywords).fit(given_X, given_y)
            getattr(fitted, method)(*arguments)
        except (TypeError, ValueError):
            pass


def ending(activation, units=3):
    """A network of large weights, so that its linear outputs are far from probabilities."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, activation)])
    model.set_weights([np.arange(4.0 * units).reshape(4, units), np.zeros(units)])
    return model


@pytest.mark.parametrize("voting", ["hard", "soft", "classifier"])
@pytest.mark.parametrize(
    ("activation", "units", "message"),
    [
        ("linear", 3, "got 18 to 26: end the model in softmax"),
        ("linear", 1, "got 6 to 6: end the model in sigmoid"),
        ("sigmoid", 3, "got a row with the sum 3: end the model in softmax"),
    ],
)
def test_what_is_no_probability_does_not_vote(voting, activation, units, message):
    X, y = np.ones((6, 4)), np.tile([0, 1], 3)
    model = ending(activation, units)
    for voters in (VotingEnsemble([model], voting=voting), NoisyEnsemble(model, voting=voting)):
        with pytest.raises(ValueError, match=f"model '{model.name}' must give probabilities"):
            voters.fit(X, y).predict(X)
    with pytest.raises(ValueError, match=message):
        VotingEnsemble([model], voting=voting).fit(X, y).predict(X)


@pytest.mark.parametrize("rows", [[[2, -1, 0]], [[0.5, 0, 0]], [[np.nan, 0, 0]]])
def test_estimators_must_give_probabilities_too(rows):
    with pytest.raises(ValueError, match="Fixed must give probabilities"):
        ensemble(rows, voting="soft").predict(ONE)


def test_probabilities_of_half_precision_vote():
    rows = np.random.default_rng(0).dirichlet(np.ones(3), 50).astype(np.float16)
    assert ensemble(rows, voting="soft").predict(np.zeros((50, 1))).shape == (50,)


def test_labels_in_a_column_are_labels() -> None:
    assert ensemble([[1, 0, 0]]).score(ONE, [[0]]) == ensemble([[1, 0, 0]]).score(ONE, [0]) == 1
