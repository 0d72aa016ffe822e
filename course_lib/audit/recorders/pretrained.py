"""keras.applications: which networks come with weights, and what images these are for."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import numpy as np

from course_lib.audit.recorders.samples import first_inputs

__all__ = ["reaching", "watch"]

_CONVENTIONS = {
    "vgg16": "caffe",
    "vgg19": "caffe",
    "resnet": "caffe",
    "densenet": "torch",
    "resnet_v2": "tf",
    "xception": "tf",
    "inception_v3": "tf",
    "inception_resnet_v2": "tf",
    "mobilenet": "tf",
    "mobilenet_v2": "tf",
    "nasnet": "tf",
    "efficientnet": "raw",
    "efficientnet_v2": "raw",
    "convnext": "raw",
    "mobilenet_v3": "raw",
}
_WITHOUT_PREPROCESSING = {"efficientnet_v2": "tf", "mobilenet_v3": "tf"}


def watch(session: Any) -> None:
    """Watch the networks of ``keras.applications``.

    Parameters
    ----------
    session : Session
        Gets to know them.
    """

    def build(original: Any, *args: Any, **kwargs: Any) -> Any:
        model = original(*args, **kwargs)

        def known() -> None:
            asked = inspect.signature(original).bind(*args, **kwargs)
            asked.apply_defaults()
            own = asked.arguments.get("include_preprocessing", True)
            module = original.__module__.rpartition(".")[2]
            convention = (_CONVENTIONS if own else _WITHOUT_PREPROCESSING).get(module)
            if asked.arguments.get("weights") is not None and convention is not None:
                first = next(one for one in model.layers if type(one).__name__ != "InputLayer")
                session.pretrained[session.name_of(first)] = module, convention

        session.attempt("a pretrained network", known)
        return model

    found = []
    for name in _CONVENTIONS:
        module = sys.modules.get(f"keras.src.applications.{name}")
        for title, value in list(vars(module).items()) if module is not None else ():
            if title[0].isupper() and isinstance(value, FunctionType):
                parameters = inspect.signature(value).parameters
                found += [value] if "weights" in parameters and "include_top" in parameters else []
    session.patches.functions(found, build)


def reaching(session: Any, model: Any, x: Any) -> dict[str, Any] | None:
    """Return what images the pretrained part of a model wants, and what reaches it.

    Parameters
    ----------
    session : Session
        Knows the first layers of pretrained networks.
    model : keras.Model
        Built, and with such a network in it or not.
    x : object
        What was given to it.

    Returns
    -------
    dict or None
        ``of`` and ``wants`` (network and convention), ``lows`` and ``highs`` (of each colour). None
        where there is no such part, where layers before it learn, or where `x` does not tell.
    """
    if not session.pretrained:
        return None
    for layer in _layers(model):
        name = session.name_of(layer)
        if name in session.pretrained:
            images = _arriving(model, layer, first_inputs(x))
            if images is None or images.ndim != 4:
                return None
            of, wants = session.pretrained[name]
            axes = (0, 1, 2) if images.shape[-1] == 3 else (0, 2, 3)
            ends = images.min(axes).tolist(), images.max(axes).tolist()
            return {"of": of, "wants": wants, "lows": ends[0], "highs": ends[1]}
        if layer.trainable_weights:
            return None
    return None


def _layers(model: Any) -> Iterator[Any]:
    """Yield the layers of a model in their order, those of its parts among them."""
    for layer in getattr(model, "layers", None) or (model,):
        if hasattr(layer, "layers"):
            yield from _layers(layer)
        else:
            yield layer


def _arriving(model: Any, layer: Any, x: Any) -> np.ndarray | None:
    """Return what reaches a layer when a model is called; no layer after it is."""
    if x is None:
        return None
    keras = sys.modules["keras"]
    arrived: list[np.ndarray] = []

    def call(inputs: Any, *args: Any, **kwargs: Any) -> Any:
        arrived.append(keras.ops.convert_to_numpy(inputs))
        raise StopIteration

    object.__setattr__(layer, "call", call)
    try:
        model(x, training=False)
    except Exception:  # its own as well: what has arrived is known
        pass
    finally:
        object.__delattr__(layer, "call")
    return arrived[0] if arrived else None
