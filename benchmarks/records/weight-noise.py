"""How much noise on its weights a small spectral network bears: where, how strong, whose spread.

S0's plan at a twelfth of its kernels, each band scaled by the training part, 80 epochs. In "one
split" all seeds share the pixels and the draws of the noise, so that networks and draws are
crossed; in "own split" each seed draws pixels and noise of its own. Noise is a factor times each
tensor's own deviation; times the first tensor's for all, as in S0's public code; or so for the
kernels alone, or the biases alone. Scored on 600 test pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import models, pipeline, robustness

DATA = "indian-pines"
ARMS = ("one split", "own split")
SEEDS = range(12)
EPOCHS = 80
DRAWS = 20
SCORED = 600
TEST_SHARE = SCORED / 2025
FACTORS = (0.05, 0.1, 0.2, 0.5, 1.0)
BY = ("noise", "where", "factor")
CHEAP = {"arm": "own split", "seed": 0, "epochs": 2}
TOLERANCE = {"rel": 0.05, "abs": 0.05}

LAYERS = ("conv_1", "conv_2", "conv_3", "conv_4", "dense_1", "dense_2", "dense_3")
PLACES = ("all", "kernels", "biases", *LAYERS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each noise, place and factor: the mean over draws, for "all" each draw."""
    draws, factors = (DRAWS, FACTORS) if epochs > 2 else (2, (0.2,))
    prepared = pipeline.prepare(over="feature", seed=0 if arm == "one split" else seed)
    trained = pipeline.train(
        prepared,
        network=models.trial("bearing")["plain"],
        learning_rate=0.003,
        batch_size=64,
        epochs=epochs,
        patience=epochs,
        seed=seed,
    )
    x, y = prepared.data.test.sample(SCORED)
    model, draw_seed = trained.model, 0 if arm == "one split" else seed
    clean = robustness.under_noise(model, x, y, factors=[0], draws=1)
    rows = [row("none", "all", 0.0, clean["accuracy"].to_numpy())]
    for noise, std in deviations(robustness.tensors(model)).items():
        found = robustness.under_noise(
            model,
            x,
            y,
            factors=factors,
            draws=draws,
            where=PLACES if noise == "own" else ["all"],
            std=std,
            seed=draw_seed,
        )
        crossed = ["all", *LAYERS] if arm == "one split" else ["all"]
        groups = found.groupby(["where", "factor"], sort=False)["accuracy"]
        for (where, factor), scores in groups:
            kept = noise == "own" and where in crossed and (where == "all" or factor == 0.2)
            rows.append(row(noise, where, factor, scores, each=kept))
    return rows


def row(
    noise: str, where: str, factor: float, scores: Any, *, each: bool = False
) -> dict[str, Any]:
    """Return mean and deviation over draws, and each draw if it is asked for."""
    held = np.asarray(scores, float)
    values = {"accuracy": float(held.mean()), "over_draws": float(held.std(ddof=len(held) > 1))}
    draws = {f"draw_{number}": round(float(value), 4) for number, value in enumerate(held)}
    return {"noise": noise, "where": where, "factor": factor, **values, **(draws if each else {})}


def deviations(table: Any) -> dict[str, list[float] | None]:
    """Return for each noise the deviation of each tensor; None is its own."""
    own, first = table["deviation"].tolist(), float(table["deviation"].iloc[0])
    kernels = (table["kind"] == "kernel").tolist()
    pairs = list(zip(own, kernels, strict=True))
    return {
        "own": None,
        "first": [first] * len(own),
        "first, kernels": [first if kernel else one for one, kernel in pairs],
        "first, biases": [one if kernel else first for one, kernel in pairs],
    }
