"""What a run ran on: cores or card, versions, threads."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

_COUNTS = {1: "one", 2: "two", 4: "four", 8: "eight", 16: "sixteen"}
_THREADS = ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def set_threads(threads: int) -> None:
    """Fix the threads of what will be imported: the last digits of results depend on it."""
    for name in _THREADS:
        os.environ[name] = str(threads)
    os.environ["TF_NUM_INTEROP_THREADS"] = "1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def import_backend() -> None:
    """Import Keras without what TensorFlow writes, below Python, before it reads its settings."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import keras  # noqa: F401
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def session(threads: int) -> dict[str, Any]:
    """Return what the runs of this process share."""
    import keras

    backend = keras.backend.backend()
    packages = ("numpy", "keras", backend, "scikit-learn")
    return {
        "date": datetime.date.today().isoformat(),
        "machine": _machine(backend),
        "processor": _processor(),
        "threads": threads,
        "backend": backend,
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in packages},
    }


def _machine(backend: str) -> str:
    cards = _cards(backend)
    if cards:
        return " and ".join(dict.fromkeys(cards))
    cores = os.cpu_count() or 1
    return f"{_COUNTS.get(cores, cores)}-core {platform.machine().replace('_', '-')}"


def _cards(backend: str) -> list[str]:
    """Return the names of the graphics cards that the backend computes on."""
    if backend == "jax":
        import jax

        return [device.device_kind for device in jax.devices() if device.platform == "gpu"]
    if backend == "torch":
        import torch

        return [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    import tensorflow as tf

    details = tf.config.experimental.get_device_details
    return [details(gpu)["device_name"] for gpu in tf.config.list_physical_devices("GPU")]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())
