"""What is masked or NA is refused wherever arrays are taken, not read as if it were there."""

import numpy as np
import pandas as pd
import pytest

from course_lib import (
    arguments,
    datasets,
    ensemble,
    experiments,
    models,
    noise,
    normalize,
    plots,
    pooling,
    training,
    transfer,
)

NA = pd.NA


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (np.ma.array([1.0, 999.0], mask=[False, True]), 1),
        (np.ma.array(np.ones((2, 3)), mask=np.eye(2, 3, dtype=bool)), 2),
        (np.ma.masked, 1),
        ([1.0, np.ma.masked], 1),
        ([np.ma.array([1, 2], mask=[True, True]), np.ones(2)], 2),
        ([[np.ma.array([1, 2], mask=[True, False])]], 1),
    ],
)
def test_what_is_masked_is_refused_everywhere(value, count):
    with pytest.raises(ValueError, match=f"x must hold no masked values, got {count}: fill them"):
        arguments.array(value, "x")


def test_a_mask_that_hides_nothing_is_no_fault():
    np.testing.assert_array_equal(arguments.array(np.ma.array([1, 2]), "x"), [1, 2])


@pytest.mark.parametrize(
    "value",
    [
        pd.array([1, NA], dtype="Int64"),
        pd.Series([1.5, None], dtype="Float64"),
        pd.Series([True, NA], dtype="boolean"),
        pd.DataFrame({"a": pd.array([1, NA], dtype="Int64"), "b": [1.0, 2.0]}),
    ],
)
def test_the_na_of_pandas_is_refused(value):
    with pytest.raises(ValueError, match="x must hold no missing values, got 1 NA"):
        arguments.array(value, "x")


def test_columns_of_pandas_without_na_are_taken():
    np.testing.assert_array_equal(arguments.array(pd.Series([1, 2], dtype="Int64"), "x"), [1, 2])
    frame = pd.DataFrame({"a": [1.0, np.nan]})
    np.testing.assert_array_equal(arguments.array(frame, "x"), [[1.0], [np.nan]])


MASKED = np.ma.array(np.full((6, 4, 4, 3), 0.5), mask=np.zeros((6, 4, 4, 3), bool))
MASKED[0, 0, 0, 0] = np.ma.masked


@pytest.mark.parametrize(
    "call",
    [
        lambda: normalize.minmax(MASKED),
        lambda: normalize.Normalizer("minmax").fit(MASKED),
        lambda: pooling.pool(MASKED, 2),
        lambda: pooling.global_pool(MASKED),
        lambda: noise.gaussian(MASKED, seed=0),
        lambda: noise.noisy_batches(MASKED, noise=noise.gaussian),
        lambda: noise.perturb_arrays([MASKED]),
        lambda: datasets.Split(MASKED, np.zeros(6, int)),
        lambda: datasets.Split(np.ones((2, 3)), np.ma.array([0, 1], mask=[False, True])),
        lambda: transfer.read_images(MASKED),
        lambda: transfer.read_images([MASKED[0]]),
        lambda: transfer.preprocess(MASKED),
        lambda: plots.image_grid({"six": MASKED}),
        lambda: plots.learning_curves({"a": {"accuracy": MASKED[:, 0, 0, 0]}}),
        lambda: ensemble.NoisyEnsemble(models.mlp(3, 2).build()).predict(MASKED[:, 0, 0]),
        lambda: training.fit(compiled(), MASKED[:, 0, 0], np.zeros(6)),
        lambda: experiments.summary(np.ma.array([1, 2, 3], mask=[0, 1, 0])),
    ],
)
def test_every_package_refuses_masked_arrays(call):
    with pytest.raises(ValueError, match="must hold no masked values, got 1: fill them"):
        call()


def compiled():
    model = models.mlp(3, 2).build()
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model
