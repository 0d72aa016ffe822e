"""What lies in a run folder, and how it is read and written."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import atomic

__all__ = [
    "CONFUSION",
    "DATA",
    "EVALUATED",
    "HISTORY",
    "MODEL",
    "PREPARED",
    "REPORT",
    "TRAINED",
    "read_arrays",
    "read_json",
    "write_arrays",
    "write_json",
    "write_text",
]

DATA = "data.npz"
PREPARED = "prepared.json"
MODEL = "model.keras"
HISTORY = "history.csv"
TRAINED = "trained.json"
CONFUSION = "confusion.csv"
EVALUATED = "evaluation.json"
REPORT = "report.md"


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write plain values as JSON, whole or not at all."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all."""
    with atomic.writing(path) as file:
        file.write(text.encode())


def write_arrays(path: Path, **arrays: np.ndarray) -> None:
    """Write arrays by name, whole or not at all."""
    with atomic.writing(path) as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def read_json(path: Path, step: str) -> dict[str, Any]:
    """Return the plain values of a file, or say which step has to come first."""
    content: dict[str, Any] = json.loads(_bytes(path, step))
    return content


def read_arrays(path: Path, step: str) -> dict[str, np.ndarray]:
    """Return the arrays of a file by name, or say which step has to come first."""
    with np.load(io.BytesIO(_bytes(path, step)), allow_pickle=False) as arrays:
        return dict(arrays)


def _bytes(path: Path, step: str) -> bytes:
    if not path.is_file():
        raise ValueError(f"folder must hold {path.name}, but {path.parent} has none: {step} first")
    return path.read_bytes()
