"""The 1,797 handwritten digits of 8 x 8 pixels that scikit-learn ships."""

from __future__ import annotations

import numpy as np

from course_lib.datasets.source import Sizes, Source, one_pool

__all__ = ["DIGITS"]


def _read() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    digits = load_digits()
    return digits.images[..., np.newaxis].astype(np.uint8), digits.target.astype(np.int64)


DIGITS = Source(
    name="digits",
    kind="embedded",
    samples=1797,
    class_names=tuple("0123456789"),
    licence="CC BY 4.0",
    source="Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI; "
    "the test part, as scikit-learn ships it",
    description="handwritten digits, 8 x 8 grey values from 0 to 16",
    maximum=16,
    sizes=Sizes(train=None, validation=0.2, test=0.2),
    draw=one_pool(_read),
)
