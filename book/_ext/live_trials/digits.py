"""The digits as a part of the live trials: to train on and to score on, no test image."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np

from course_lib import datasets


def write(path: Path) -> None:
    """Write the part; it says whose digits they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(part(), "utf-8")


def part() -> str:
    """Return the text of the part: each pixel a byte in base64, each label a figure."""
    digits = datasets.load("digits", train=300, validation=1000, test=497, scaled=False)
    splits = digits.train, digits.validation
    x = np.concatenate([split.x for split in splits]).astype(np.uint8)
    data = {
        "pixels": base64.b64encode(x.tobytes()).decode("ascii"),
        "labels": "".join(str(label) for split in splits for label in split.y),
        "train": len(digits.train.y),
        "inputs": x[0].size,
        "maximum": 16,
    }
    return f"// {digits.source}: {digits.licence}.\n" + (
        f'liveTrials.define("digits", () => ({json.dumps(data)}));\n'
    )
