"""Tensors of whichever library as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["plain"]


def plain(x: Any) -> Any:
    """Return a tensor as an array, and anything else as it is.

    Parameters
    ----------
    x : object
        Such as a tensor of TensorFlow, JAX or PyTorch, there also one that gradients are asked of.

    Returns
    -------
    object
        A `numpy.ndarray` where it was a tensor.

    Examples
    --------
    >>> plain([1, 2]), plain(None)
    ([1, 2], None)
    """
    if x is None or isinstance(x, (np.ndarray, list, tuple, dict, str)):
        return x
    if hasattr(x, "detach"):
        return x.detach().cpu().numpy()
    return x.numpy() if hasattr(x, "numpy") and hasattr(x, "dtype") else x
