"""Pool 64 photographs' worth of float32 pixels: ours, Keras on the CPU, scikit-image."""

from __future__ import annotations

import os

os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "2")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from interleave import interleave, ratios, save
from skimage.measure import block_reduce

from course_lib import pooling

SHAPE = (64, 224, 224, 3)
NUMPY = {"max": np.max, "mean": np.mean, "median": np.median}
KERAS = {"max": keras.ops.max_pool, "mean": keras.ops.average_pool}
SKIMAGE = ("block_reduce, an image at a time", "block_reduce, the batch")


def peers(x: np.ndarray, operation: str, size: int) -> dict[str, Callable[[], Any]]:
    reduction, block = NUMPY[operation], (size, size, 1)
    functions: dict[str, Callable[[], Any]] = {
        SKIMAGE[0]: lambda: [block_reduce(image, block, reduction) for image in x],
        SKIMAGE[1]: lambda: block_reduce(x, (1, *block), reduction),
    }
    if operation in KERAS:
        functions["keras.ops"] = lambda: np.asarray(KERAS[operation](x, size))
    return functions


def measure(x: np.ndarray, operation: str, size: int) -> list[dict[str, Any]]:
    fast = {"ours": lambda: pooling.pool(x, size, operation=operation)}
    slow = peers(x, operation, size)
    if "keras.ops" in slow:
        fast["keras.ops"] = slow.pop("keras.ops")
    quick = interleave(fast, rounds=25, warmup=2)
    mixed = interleave({"ours": fast["ours"], **slow}, rounds=5)
    rows = []
    for medians in (quick, mixed):
        for peer, ratio in ratios(medians, ours="ours").items():
            rows.append(
                {
                    "case": f"{operation} {size} x {size}",
                    "ours_ms": round(medians["ours"] * 1e3, 2),
                    "peer": peer,
                    "peer_ms": round(medians[peer] * 1e3, 2),
                    "ratio": round(ratio, 2),
                    "target": target(operation, peer),
                }
            )
    return rows


def target(operation: str, peer: str) -> str:
    if peer == "keras.ops":
        return "at least 0.77 (within 1.3 times)"
    return "at least 5" if operation == "median" else "at least 8"


def main() -> None:
    x = np.random.default_rng(0).standard_normal(SHAPE, dtype=np.float32)
    rows = [
        row
        for operation in ("max", "mean", "median")
        for size in (2, 3)
        for row in measure(x, operation, size)
    ]
    print(f"{'case':<14}{'peer':<36}{'ours ms':>9}{'peer ms':>9}{'ratio':>8}  target")
    for row in rows:
        print(
            f"{row['case']:<14}{row['peer']:<36}{row['ours_ms']:>9}{row['peer_ms']:>9}"
            f"{row['ratio']:>8}  {row['target']}"
        )
    save("pooling", rows, data=f"standard normal, {SHAPE} float32")


if __name__ == "__main__":
    main()
