"""Where and when runs are computed changes no digit: executors, folders, a kill."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest

from course_lib import datasets
from course_lib.experiments import Comparison, Variant, compare
from course_lib.models import mlp

DIGITS = datasets.load("digits", train=200, validation=100, test=100)
NETWORK = mlp(DIGITS.input_shape, 10, hidden=8, dropout=0.2, normalization="batch")
SMALL = {"epochs": 2, "batch_size": 64, "progress": False}


def noisy(x: np.ndarray, seed: int) -> np.ndarray:
    return x + np.random.default_rng(seed).normal(0, 0.1, x.shape).astype("float32")


def unseeded_layers(seed: int) -> keras.Model:
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    return keras.Sequential([keras.Input(DIGITS.input_shape), *layers])


ARMS = {
    "adam": Variant(NETWORK, patience=1, epochs=3),
    "sgd": Variant(NETWORK, "sgd", prepare=noisy),
    "built": Variant(unseeded_layers),
}


def compared(**settings: Any) -> Comparison:
    return compare(ARMS, DIGITS, **SMALL | {"seeds": 3, "resample": True} | settings)


def same(one: Comparison, other: Comparison) -> None:
    pd.testing.assert_frame_equal(one.histories, other.histories, check_exact=True)
    tables = one.table(seconds=False), other.table(seconds=False)
    pd.testing.assert_frame_equal(*tables, check_exact=True)


@pytest.fixture(scope="module")
def here() -> Comparison:
    return compared()


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


def test_threads_change_no_digit(here: Comparison) -> None:
    with ThreadPoolExecutor(3) as executor:
        same(here, compared(executor=executor))
        same(here, compared(executor=executor, parallel=2))


def test_processes_change_no_digit_and_send_models_back(
    here: Comparison, processes: Executor
) -> None:
    there = compared(executor=processes)
    same(here, there)
    for name in here.variants:
        for seed, model in here.models(name).items():
            weights = there.models(name)[seed].get_weights()
            for ours, theirs in zip(model.get_weights(), weights, strict=True):
                np.testing.assert_array_equal(ours, theirs)
    first, second = here.test("sgd", again="a test"), there.test("sgd", again="a test")
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_what_a_worker_raises_names_the_variant(processes: Executor) -> None:
    def short(x: np.ndarray) -> np.ndarray:
        return x[:3]

    with pytest.raises(ValueError, match="variant 'short': prepare must keep 200 samples, gave 3"):
        compare({"short": Variant(NETWORK, prepare=short)}, DIGITS, executor=processes, **SMALL)


def test_precision_travels(processes: Executor) -> None:
    keras.config.set_dtype_policy("float64")
    try:
        alone = compare({"a": NETWORK}, DIGITS, seeds=1, **SMALL)
        with ThreadPoolExecutor(1) as threads:
            same(alone, compare({"a": NETWORK}, DIGITS, seeds=1, executor=threads, **SMALL))
        same(alone, compare({"a": NETWORK}, DIGITS, seeds=1, executor=processes, **SMALL))
    finally:
        keras.config.set_dtype_policy("float32")
    with pytest.raises(AssertionError):
        same(alone, compare({"a": NETWORK}, DIGITS, seeds=1, **SMALL))


def test_a_dask_cluster_changes_no_digit() -> None:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        # Not "built": a worker's own threads draw from the global seed, which compare refuses.
        described = {name: ARMS[name] for name in ("adam", "sgd")}
        settings = SMALL | {"seeds": 2, "resample": True, "keep_models": False}
        there = compare(described, DIGITS, executor=client.get_executor(), parallel=2, **settings)
        same(compare(described, DIGITS, **settings), there)


# -- folder


def test_a_killed_comparison_goes_on_and_gives_the_same_table(tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "seeds": 3,
        "epochs": 20,
        "nuisance": {"learning_rate": [0.01, 0.1]},
        "tuning_seeds": 1,
    }
    code = f"""
        from test_experiments_running import compared
        compared(folder={str(tmp_path)!r}, **{settings!r})
    """
    environment = os.environ | {"PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{Path.cwd()}"}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        while lines(tmp_path) < 1 + 6 + 2:  # its identity, the tuning, two runs
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    before = lines(tmp_path)
    assert before < 1 + 6 + 9
    resumed = compared(folder=tmp_path, **settings)
    assert lines(tmp_path) == 1 + 6 + 9
    whole = compared(**settings)
    same(whole, resumed)
    pd.testing.assert_frame_equal(whole.tuning, resumed.tuning)
    for seed, model in whole.models("sgd").items():
        rebuilt = resumed.models("sgd")[seed]
        for ours, theirs in zip(model.get_weights(), rebuilt.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    again = compared(folder=tmp_path, **settings)
    assert again.runs["seconds"].equals(resumed.runs["seconds"])


def lines(folder: Path) -> int:
    file = folder / "journal.jsonl"
    return file.read_bytes().count(b"\n") if file.exists() else 0


def test_another_comparisons_folder_is_refused(tmp_path: Path) -> None:
    def prepared(scale: float) -> Variant:
        return Variant(NETWORK, prepare=lambda x: x * scale)

    settings: dict[str, Any] = {"seeds": 1, "folder": tmp_path} | SMALL
    compare({"a": prepared(1.0)}, DIGITS, **settings)
    compare({"a": prepared(1.0)}, DIGITS, **settings)
    other = datasets.load("digits", train=200, validation=100, test=100, seed=1)
    for change in (
        {"variants": {"a": prepared(2.0)}},
        {"variants": {"b": prepared(1.0)}},
        {"variants": {"a": Variant(NETWORK, "sgd")}},
        {"data": other},
        {"seeds": 2},
        {"epochs": 3},
        {"resample": True},
        {"metric": "loss"},
        {"nuisance": {"learning_rate": [0.1]}},
    ):
        given: dict[str, Any] = {"variants": {"a": prepared(1.0)}, "data": DIGITS}
        given |= settings | change
        with pytest.raises(ValueError, match=r"holds another comparison, with .*another folder"):
            compare(given.pop("variants"), given.pop("data"), **given)


def test_models_that_were_not_kept_are_trained_when_they_are_wanted(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"seeds": 1, "folder": tmp_path} | SMALL
    compare({"a": NETWORK}, DIGITS, keep_models=False, **settings)
    assert not list(tmp_path.glob("weights-*"))
    assert compare({"a": NETWORK}, DIGITS, **settings).models("a")
    assert len(list(tmp_path.glob("weights-*"))) == 1


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"executor": "threads"}, TypeError, "executor must be"),
        ({"parallel": 0}, ValueError, "parallel must be"),
        ({"folder": 3}, TypeError, "folder must be a path"),
        ({"resample": "yes"}, TypeError, "resample must be True or False"),
    ],
)
def test_mistakes_are_named(given: dict[str, Any], error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        compare({"a": NETWORK}, DIGITS, seeds=1, **SMALL | given)
