"""Members that see inputs of their own, regressors, diversity, and the arithmetic of majorities."""

from __future__ import annotations

import math
from itertools import product

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.linear_model import LinearRegression
from sklearn.naive_bayes import GaussianNB

from course_lib import models
from course_lib.ensemble import (
    MeanEnsemble,
    VotingEnsemble,
    diversity,
    majority_accuracy,
)

RNG = np.random.default_rng(0)
X = RNG.random((40, 4)).astype(np.float32)
Y = np.arange(40) % 3
NETWORKS = [models.mlp(4, 3, hidden=5).build(seed=seed) for seed in range(3)]


def first_two(x):
    return x[:, :2]


def twice(x):
    return 2 * x


class TestInputs:
    def test_each_member_sees_its_own(self):
        bayes = GaussianNB().fit(X[:, :2], Y)
        members = [NETWORKS[0], bayes, NETWORKS[1], NETWORKS[2]]
        ours = VotingEnsemble(members, voting="soft", inputs=[None, first_two, twice, None])
        expected = [
            NETWORKS[0].predict(X, verbose=0),
            bayes.predict_proba(X[:, :2]),
            NETWORKS[1].predict(2 * X, verbose=0),
            NETWORKS[2].predict(X, verbose=0),
        ]
        np.testing.assert_allclose(ours.member_probabilities(X), expected, atol=1e-5)

    def test_one_function_for_all(self):
        ours = VotingEnsemble(NETWORKS, voting="soft", inputs=twice)
        plain = VotingEnsemble(NETWORKS, voting="soft")
        np.testing.assert_allclose(ours.predict_proba(X), plain.predict_proba(2 * X), atol=1e-6)

    def test_a_function_is_called_once_for_all_that_share_it(self):
        calls = []

        def counted(x):
            calls.append(len(x))
            return x

        VotingEnsemble(NETWORKS, inputs=[counted, None, counted]).predict(X)
        assert calls == [40]

    def test_images_of_other_sizes(self):
        small = models.mlp((2, 2, 1), 3, hidden=4).build(seed=0)
        large = models.mlp((4, 4, 1), 3, hidden=4).build(seed=0)
        images = RNG.random((6, 4, 4, 1), dtype=np.float32)
        ours = VotingEnsemble([small, large], inputs=[lambda x: x[:, ::2, ::2], None])
        assert ours.member_predictions(images).shape == (2, 6)

    def test_members_out_of_a_mapping_by_seed(self):
        by_seed = dict(enumerate(NETWORKS))
        np.testing.assert_array_equal(
            VotingEnsemble(by_seed).member_predictions(X),
            VotingEnsemble(NETWORKS).member_predictions(X),
        )

    @pytest.mark.parametrize(
        ("inputs", "error", "message"),
        [
            (3, TypeError, "inputs must be a function, or a sequence of them, got 3"),
            ([None, 3, None], TypeError, r"inputs\[1\] must be a function or None, got 3"),
            ([None], ValueError, "inputs must be one a member, 3, got 1"),
            (lambda x: x[:3], ValueError, r"inputs\[0\] must keep all 40 samples, got 3"),
            (first_two, ValueError, r"X must have shape \(N, 4\), got"),
            (lambda x: "a", TypeError, r"inputs\[0\]\(X\) must be an array of numbers"),
        ],
    )
    def test_bad_inputs(self, inputs, error, message):
        with pytest.raises(error, match=message):
            VotingEnsemble(NETWORKS, inputs=inputs).predict(X)

    def test_no_members_in_a_mapping(self):
        with pytest.raises(TypeError, match="members must be a sequence of models"):
            VotingEnsemble({}).fit()


class TestMean:
    network = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    target = X.sum(axis=1)

    def members(self):
        line = LinearRegression().fit(X[:, :2], self.target)
        return [self.network, line], [None, first_two]

    def test_the_mean_of_networks_and_lines(self):
        members, inputs = self.members()
        ours = MeanEnsemble(members, inputs=inputs)
        expected = (self.network.predict(X, verbose=0)[:, 0] + members[1].predict(X[:, :2])) / 2
        np.testing.assert_allclose(ours.predict(X), expected, atol=1e-5)
        assert ours.member_predictions(X).shape == (2, 40)
        assert isinstance(ours.fit().score(X, self.target), float)

    def test_the_mean_gains_the_spread_of_the_members(self):
        members, inputs = self.members()
        ours = MeanEnsemble(dict(enumerate(members)), inputs=inputs)
        each, mean = ours.member_predictions(X), ours.predict(X)
        gained = ((each - self.target) ** 2).mean() - ((mean - self.target) ** 2).mean()
        assert gained == pytest.approx(((each - mean) ** 2).mean())

    def test_several_outputs(self):
        both = np.stack([self.target, -self.target], axis=1)
        line = LinearRegression().fit(X, both)
        np.testing.assert_allclose(MeanEnsemble([line, line]).predict(X), both, atol=1e-5)
        with pytest.raises(ValueError, match="members must give predictions of one shape"):
            MeanEnsemble([line, self.network]).predict(X)

    def test_a_class_is_no_member(self):
        with pytest.raises(TypeError, match="members must have a predict method"):
            MeanEnsemble([LinearRegression]).fit()


class TestDiversity:
    def test_of_three_members(self):
        labels = [["a", "b", "b", "a"], ["a", "b", "a", "a"], ["b", "b", "b", "a"]]
        found = diversity(labels, ["a", "b", "b", "b"])
        assert found.disagreement == pytest.approx((1 / 4 + 1 / 4 + 2 / 4) / 3)
        assert found.both_wrong == pytest.approx(1 / 4)
        # They have 1110, 1100 and 0110 right; of the last pair, one alone is right on 1 and 1.
        assert found.q == pytest.approx((1 + 1 + 0) / 3)

    def test_members_that_are_always_right_have_no_q(self):
        assert math.isnan(diversity([[0, 1], [0, 1]], [0, 1]).q)

    def test_independent_members_have_a_q_of_about_0(self):
        y = np.zeros(20_000, int)
        labels = np.random.default_rng(0).random((4, len(y))) < 0.3
        found = diversity(labels.astype(int), y)
        assert abs(found.q) < 0.05
        assert found.disagreement == pytest.approx(2 * 0.3 * 0.7, abs=0.01)

    @settings(deadline=None, max_examples=50)
    @given(hnp.arrays(int, st.tuples(st.integers(2, 4), st.integers(1, 6)), elements=st.just(1)))
    def test_copies_do_not_differ(self, labels):
        found = diversity(labels, np.zeros(labels.shape[1], int))
        assert (found.disagreement, found.both_wrong) == (0, 1)

    @pytest.mark.parametrize(
        ("predictions", "y", "error", "message"),
        [
            ([[0, 1]], [0, 1], ValueError, "two members at least"),
            ([0, 1], [0, 1], TypeError, "predictions must be a row a member"),
            ([[0, 1], [1, 1]], [0], ValueError, "one label a sample, got 1 for 2"),
            ([[0, 1], [1, 1]], ["a", "b"], TypeError, "y must have labels like"),
        ],
    )
    def test_bad_input(self, predictions, y, error, message):
        with pytest.raises(error, match=message):
            diversity(predictions, y)


class TestMajority:
    @pytest.mark.parametrize("members", [1, 2, 3, 4, 5])
    @pytest.mark.parametrize("accuracy", [0.3, 0.5, 0.8])
    def test_equal_to_counting_all_votes(self, members, accuracy):
        expected = 0.0
        for votes in product([0, 1], repeat=members):
            chance = accuracy ** sum(votes) * (1 - accuracy) ** (members - sum(votes))
            expected += chance * (1.0 if 2 * sum(votes) > members else 0.0)
            expected += chance * (0.5 if 2 * sum(votes) == members else 0.0)
        assert majority_accuracy(members, accuracy) == pytest.approx(expected)

    def test_a_simulation_of_correlated_members(self):
        rng = np.random.default_rng(0)
        spread = (1 - 0.4) / 0.4
        easy = rng.beta(0.7 * spread, 0.3 * spread, size=200_000)
        right = rng.random((5, len(easy))) < easy
        assert np.corrcoef(right[:2])[0, 1] == pytest.approx(0.4, abs=0.01)
        share = (right.sum(axis=0) > 2).mean()
        assert majority_accuracy(5, 0.7, correlation=0.4) == pytest.approx(share, abs=0.005)

    def test_the_ends(self):
        assert majority_accuracy(9, 0.7, correlation=1) == 0.7
        assert majority_accuracy(9, 0.5, correlation=0.3) == pytest.approx(0.5)
        assert majority_accuracy(9, 1) == 1
        assert majority_accuracy(99, 0.6) > 0.95
        assert majority_accuracy(99, 0.4) < 0.05

    @pytest.mark.parametrize("arguments", [(0, 0.5, 0), (3, 1.5, 0), (3, 0.5, -0.1), (2.5, 0.5, 0)])
    def test_bad_input(self, arguments):
        members, accuracy, correlation = arguments
        with pytest.raises((TypeError, ValueError), match="must be"):
            majority_accuracy(members, accuracy, correlation=correlation)
