"""Ensembles of nine members against clone_model, set_weights and predict for each of them."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from interleave import interleave, ratios, save

from course_lib import models
from course_lib.ensemble import NoisyEnsemble

SAMPLES = 2000
PEER = "clone_model, set_weights, predict"


def naive(ensemble: NoisyEnsemble, x: np.ndarray) -> np.ndarray:
    """Return the probabilities of each member, the way the ensemble is usually written."""
    outputs = []
    for weights in ensemble.weights_:
        copy = keras.models.clone_model(ensemble.model)
        for variable, value in zip(copy.trainable_variables, weights, strict=True):
            variable.assign(value)
        outputs.append(copy.predict(x, verbose=0))
    return np.stack(outputs)


def measure(name: str, rounds: int, target: str) -> dict[str, object]:
    """Return a row for one of the documents' networks with nine members."""
    model = models.named(name).build(seed=0)
    x = np.random.default_rng(0).random((SAMPLES, *model.input_shape[1:]), dtype=np.float32)
    ensemble = NoisyEnsemble(model, copies=8, voting="soft", seed=0).fit()
    np.testing.assert_allclose(
        ensemble.member_probabilities(x[:99]), naive(ensemble, x[:99]), atol=1e-5
    )
    functions = {"ours": lambda: ensemble.predict(x), PEER: lambda: naive(ensemble, x).mean(axis=0)}
    seconds = interleave(functions, rounds=rounds)
    return {
        "case": f"{name}, 9 members, {SAMPLES} samples",
        "ours_ms": round(1e3 * seconds["ours"], 1),
        "peer": PEER,
        "peer_ms": round(1e3 * seconds[PEER], 1),
        "ratio": round(ratios(seconds, ours="ours")[PEER], 1),
        "target": target,
    }


def main() -> None:
    rows = [measure("s4-mlp", 5, "at least 15"), measure("s3-cnn", 3, "at least 2")]
    for row in rows:
        print(f"{row['case']}: {row['ours_ms']} ms, peer {row['peer_ms']} ms, {row['ratio']} times")
    save("ensemble", rows, data="uniform random images of 28 × 28")


if __name__ == "__main__":
    main()
