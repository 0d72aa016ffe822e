"""S0's network on indian-pines, pixels at random or by region, and noise on its weights.

As in the document: balanced parts, 250 pixels of each class, a tenth of them to validate, all bands
scaled by one minimum and maximum of the training part, Adam 0.001, batches of 128, patience 15, the
weights of the lowest validation loss. 82 epochs at most, where S0 stopped. Each seed draws a split
of its own. The noise on the weights is that of the document, a tenth of each tensor's own
deviation, or a tenth of the first tensor's for all, as in the public code; scored on 1,000 test
pixels in the mean over ten draws.
"""

from __future__ import annotations

from typing import Any

from course_lib import models, pipeline, robustness

DATA = "indian-pines"
ARMS = ("pixels", "regions")
SEEDS = range(5)
EPOCHS = 82
DRAWS = 10
SCORED = 1000
CHEAP = {"arm": "regions", "seed": 0, "epochs": 1}
TOLERANCE = {"rel": 0.05, "abs": 0.03}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return scores on validation and test part, curves, and scores under noise on the weights.

    One epoch alone, which CI repeats, takes a tenth of the kernels.
    """
    prepared = pipeline.prepare("indian-pines", regions=arm == "regions", seed=seed)
    network = None if epochs > 1 else models.spectral_cnn(data.input_shape, filters=20)
    trained = pipeline.train(
        prepared, network=network, epochs=epochs, seed=seed, progress=epochs > 1
    )
    found = pipeline.evaluate(trained, prepared).scores
    curves = {f"{name}_curve": list(trained.history[name].round(4)) for name in trained.history}
    return [
        {
            "accuracy": found["accuracy"],
            "balanced_accuracy": found["balanced_accuracy"],
            "kappa": found["kappa"],
            "val_accuracy": float(trained.best["val_accuracy"]),
            "val_loss": float(trained.best["val_loss"]),
            "best_val_accuracy": float(trained.history["val_accuracy"].max()),
            "best_epoch": trained.settings["best_epoch"],
            "epochs_run": trained.settings["epochs_run"],
            "seconds": trained.settings["seconds"],
            **under_noise(trained.model, prepared, seed, DRAWS if epochs > 1 else 2),
            **curves,
        }
    ]


def under_noise(model: Any, prepared: Any, seed: int, draws: int) -> dict[str, float]:
    """Return the accuracy with S0's noise, each tensor's own and the first's for all."""
    x, y = prepared.data.test.sample(SCORED, seed=seed)
    table = robustness.tensors(model)
    first = float(table["deviation"].iloc[0])
    own = table["deviation"].to_numpy()
    kernels = table["kind"].to_numpy() == "kernel"
    pairs = list(zip(kernels, own, strict=True))
    kinds = {
        "own": None,
        "first": first,
        "first_kernels": [first if kernel else one for kernel, one in pairs],
        "first_biases": [one if kernel else first for kernel, one in pairs],
    }
    options: dict[str, Any] = {"draws": draws, "seed": seed}
    clean = robustness.under_noise(model, x, y, factors=[0], draws=1)["accuracy"].mean()
    scores = {"no_noise": float(clean)}
    for name, std in kinds.items():
        scored = robustness.under_noise(model, x, y, factors=[0.1], std=std, **options)
        scores[f"{name}_noise"] = float(scored["accuracy"].mean())
    for layer, ratio in (first / table["deviation"][kernels]).items():
        scores[f"{str(layer).split('/')[0]}_ratio"] = round(float(ratio), 3)
    return scores
