"""Noise on 2,000 images of 32 x 32 x 3 against scikit-image, albumentations and plain loops."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")

import albumentations
import numpy as np
from interleave import interleave, ratios, save
from skimage.util import random_noise

from course_lib import noise

IMAGES = 2000
LOOPED = 40  # the loops take seconds: timed on so many images, scaled to all
SCALED = f"loops, a pixel at a time ({LOOPED} images, scaled)"


def loop_gaussian(x: np.ndarray) -> np.ndarray:
    result = x.copy()
    for i in range(len(x)):
        for row in range(x.shape[1]):
            for column in range(x.shape[2]):
                for channel in range(x.shape[3]):
                    result[i][row][column][channel] += random.gauss(0, 0.1)
    return result


def loop_bounded_change(x: np.ndarray) -> np.ndarray:
    result = x.copy()
    for i in range(len(x)):
        for row in range(x.shape[1]):
            for column in range(x.shape[2]):
                if random.random() < 0.1:
                    for channel in range(x.shape[3]):
                        result[i][row][column][channel] += 0.4 * (random.random() - 0.5)
    return result


def loop_salt_and_pepper(x: np.ndarray) -> np.ndarray:
    result = x.copy()
    for i in range(len(x)):
        for row in range(x.shape[1]):
            for column in range(x.shape[2]):
                if random.random() < 0.1:
                    result[i][row][column][:] = float(random.random() < 0.5)
    return result


def loop_regional(x: np.ndarray) -> np.ndarray:
    result = x.copy()
    for i in range(len(x)):
        for _ in range(3):
            top, left = random.randrange(x.shape[1] - 4), random.randrange(x.shape[2] - 4)
            for row in range(top, top + 5):
                for column in range(left, left + 5):
                    for channel in range(x.shape[3]):
                        result[i][row][column][channel] += 0.2 * (random.random() - 0.5)
    return result


def an_image_at_a_time(function: Callable[[np.ndarray], Any], x: np.ndarray) -> np.ndarray:
    return np.stack([function(image) for image in x])


def cases(x: np.ndarray) -> list[dict[str, Any]]:
    few = x[:LOOPED]
    normal = albumentations.GaussNoise(std_range=(0.1, 0.1), mean_range=(0, 0), p=1)
    salt = albumentations.SaltAndPepper(amount=(0.1, 0.1), p=1)
    skimage_normal = lambda image: random_noise(image, var=0.01, clip=False)  # noqa: E731
    skimage_salt = lambda image: random_noise(image, mode="s&p", amount=0.1)  # noqa: E731
    return [
        {
            "case": "gaussian",
            "ours": lambda: noise.gaussian(x, std=0.1),
            "target": "5 x the fastest of scikit-image and albumentations, 200 x loops",
            "peers": {
                "albumentations": lambda: an_image_at_a_time(lambda i: normal(image=i)["image"], x),
                "scikit-image": lambda: an_image_at_a_time(skimage_normal, x),
                SCALED: lambda: loop_gaussian(few),
            },
        },
        {
            "case": "gaussian, one thread",
            "ours": lambda: noise.gaussian(x, std=0.1, threads=1),
            "target": "none: what one core does",
            "peers": {
                "albumentations": lambda: an_image_at_a_time(lambda i: normal(image=i)["image"], x),
                "numpy float32 normals": lambda: (
                    x + 0.1 * np.random.default_rng().standard_normal(x.shape, dtype=np.float32)
                ),
            },
        },
        {
            "case": "bounded change (S2's salt and pepper)",
            "ours": lambda: noise.bounded_change(x, amount=0.1, reach=0.2),
            "target": "10 x loops",
            "peers": {SCALED: lambda: loop_bounded_change(few)},
        },
        {
            "case": "salt and pepper",
            "ours": lambda: noise.salt_and_pepper(x, amount=0.1),
            "target": "10 x loops",
            "peers": {
                SCALED: lambda: loop_salt_and_pepper(few),
                "scikit-image": lambda: an_image_at_a_time(skimage_salt, x),
                "albumentations": lambda: an_image_at_a_time(lambda i: salt(image=i)["image"], x),
            },
        },
        {
            "case": "regional",
            "ours": lambda: noise.regional(x, regions=3, size=5, reach=0.1),
            "target": "10 x loops",
            "peers": {SCALED: lambda: loop_regional(few)},
        },
    ]


def main() -> None:
    x = np.random.default_rng(0).random((IMAGES, 32, 32, 3), dtype=np.float32)
    rows = []
    for case in cases(x):
        medians = interleave({"ours": case["ours"], **case["peers"]}, rounds=7)
        if SCALED in medians:
            medians[SCALED] *= IMAGES / LOOPED
        for peer, ratio in ratios(medians, ours="ours").items():
            rows.append(
                {
                    "case": case["case"],
                    "ours_ms": round(medians["ours"] * 1e3, 2),
                    "peer": peer,
                    "peer_ms": round(medians[peer] * 1e3, 2),
                    "ratio": round(ratio, 2),
                    "target": case["target"],
                }
            )
            row = rows[-1]
            print(
                f"{row['case']:38} {row['ours_ms']:8.1f} ms  {peer:50} "
                f"{row['peer_ms']:8.1f} ms  {ratio:7.1f} x"
            )
    save("noise", rows, data=f"{IMAGES} float32 images of 32 x 32 x 3, uniform random values")


if __name__ == "__main__":
    main()
