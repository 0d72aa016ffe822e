"""Tensors of whichever library as arrays."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import numpy as np

__all__ = ["eagerly", "in_graph", "plain"]


def eagerly() -> contextlib.AbstractContextManager[Any]:
    """Return a context in which TensorFlow's variables have values, also within a function.

    Returns
    -------
    context manager
        One that does nothing where TensorFlow is not imported.
    """
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None or not hasattr(tensorflow, "init_scope"):
        return contextlib.nullcontext()
    scope: contextlib.AbstractContextManager[Any] = tensorflow.init_scope()
    return scope


def in_graph() -> bool:
    """Return whether TensorFlow traces a function, so that what is called is not run yet."""
    tensorflow: Any = sys.modules.get("tensorflow")
    return hasattr(tensorflow, "executing_eagerly") and not tensorflow.executing_eagerly()


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
