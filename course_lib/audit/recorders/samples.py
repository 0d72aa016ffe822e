"""The first inputs of a stream, as they reach a model: its maps are applied to a few elements."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

__all__ = ["first_inputs"]

MOST = 16  # rows
_PASSING = ("Shuffle", "Prefetch", "Repeat", "Cache", "Options", "Model", "Take", "Skip", "Shard")


def first_inputs(x: Any) -> Any | None:
    """Return some inputs of what was given to a model, without drawing from it.

    Parameters
    ----------
    x : object
        Array, tensor, ``tf.data.Dataset``, or PyTorch's DataLoader of tensors.

    Returns
    -------
    array or tensor, or None
        At most 16 rows, for a data set in the order of its source; None where it does not tell.

    Examples
    --------
    >>> first_inputs(np.zeros((50, 3))).shape
    (16, 3)
    """
    if hasattr(x, "element_spec"):
        return _of_elements(_elements(x))
    dataset = getattr(x, "dataset", None)
    if dataset is not None:
        tensors = getattr(dataset, "tensors", None)
        return tensors[0][:MOST] if tensors else None
    if isinstance(x, (list, tuple)):
        x = np.asarray(x) if x and np.ndim(x[0]) else None
    return x[:MOST] if hasattr(x, "shape") and np.ndim(x) else None


def _of_elements(elements: list[Any] | None) -> Any | None:
    if not elements:
        return None
    tensorflow = sys.modules["tensorflow"]
    inputs = [one[0] if isinstance(one, tuple) else one for one in elements]
    if any(not hasattr(one, "shape") for one in inputs):
        return None
    return inputs[0][:MOST] if len(inputs) == 1 else tensorflow.stack(inputs)


def _elements(dataset: Any) -> list[Any] | None:
    """Return the first elements of a ``tf.data.Dataset``; a batch holds all of them."""
    tensorflow = sys.modules["tensorflow"]
    nest, kind = tensorflow.nest, type(dataset).__name__
    tensors = getattr(dataset, "_tensors", None)
    if tensors:
        spec = dataset.element_spec
        if "Slice" not in kind:
            return [nest.pack_sequence_as(spec, tensors)]
        n = min(MOST, len(tensors[0]))
        return [nest.pack_sequence_as(spec, [one[i] for one in tensors]) for i in range(n)]
    parts = getattr(dataset, "_datasets", None)
    if "Zip" in kind and isinstance(parts, (tuple, list)):
        found = [_elements(part) for part in parts]
        whole = [one for one in found if one is not None]
        return list(zip(*whole, strict=False)) if len(whole) == len(found) else None
    inner = getattr(dataset, "_input_dataset", None)
    elements = None if inner is None else _elements(inner)
    if not elements:
        return None
    if any(word in kind for word in _PASSING):
        return elements
    if "Map" in kind and "Flat" not in kind and hasattr(dataset, "_map_func"):
        return [_mapped(dataset, one) for one in elements]
    if "Batch" in kind:
        return [nest.map_structure(lambda *ones: tensorflow.stack(ones), *elements)]
    return None


def _mapped(dataset: Any, element: Any) -> Any:
    """Return what the map of a data set makes of an element, as it was compiled."""
    tensorflow = sys.modules["tensorflow"]
    made = dataset._map_func.function(*tensorflow.nest.flatten(element))
    parts = tensorflow.nest.flatten(made)
    return tensorflow.nest.pack_sequence_as(dataset.element_spec, parts)
