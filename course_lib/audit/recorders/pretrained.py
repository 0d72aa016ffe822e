"""keras.applications: which networks come with weights, and what images these are for."""

from __future__ import annotations

import inspect
import sys
from types import FunctionType
from typing import Any

__all__ = ["watch"]

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
            if asked.arguments.get("weights") is not None and own:
                session.pretrained[session.name_of(model)] = module, _CONVENTIONS[module]

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
