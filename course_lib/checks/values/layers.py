"""The layers of Keras that may pass, and their settings as plain values."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

from course_lib.checks.values.limits import NotPlain

__all__ = ["ACTIVATIONS", "INITIALIZERS", "LAYERS", "PARTS", "arguments", "build", "parameters"]

# Each allocates weights only through initializers that its constructor takes.
_WITH_WEIGHTS = (
    "Dense Embedding PReLU Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose "
    "DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D BatchNormalization "
    "LayerNormalization GroupNormalization SimpleRNN LSTM GRU"
)
_WITHOUT = (
    "InputLayer Activation ReLU LeakyReLU ELU Softmax Flatten Reshape Permute RepeatVector Masking "
    "Rescaling Identity Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout "
    "GaussianNoise GaussianDropout ActivityRegularization UnitNormalization "
    "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D "
    "GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D "
    "GlobalAveragePooling2D GlobalAveragePooling3D UpSampling1D UpSampling2D UpSampling3D "
    "ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D "
    "Add Subtract Multiply Average Maximum Minimum Concatenate Dot"
)
LAYERS = frozenset(f"{_WITH_WEIGHTS} {_WITHOUT}".split())
PARTS = {
    "regularizer": ("regularizers", frozenset(["L1", "L2", "L1L2"])),
    "constraint": ("constraints", frozenset(["MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"])),
}
_INITIALIZERS = (
    "Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal GlorotNormal GlorotUniform "
    "HeNormal HeUniform LecunNormal LecunUniform Orthogonal Identity VarianceScaling"
)
INITIALIZERS = frozenset(_INITIALIZERS.split())
_ACTIVATIONS = (
    "linear relu relu6 leaky_relu elu selu celu gelu silu swish sigmoid hard_sigmoid hard_silu "
    "log_sigmoid tanh softmax log_softmax softplus softsign mish exponential"
)
ACTIVATIONS = frozenset(_ACTIVATIONS.split())
_DTYPES = frozenset(
    ["float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64"]
)
_POLICIES = frozenset(["mixed_float16", "mixed_bfloat16"]) | _DTYPES
_INTEGER = 1_000_000
_BASE = ("name", "trainable", "dtype")


def build(kind: str, name: str, settings: dict[str, Any], room: int) -> Any:
    """Return a new layer, not called yet.

    Parameters
    ----------
    kind : str
        Its class.
    name : str
        Its name.
    settings : dict
        From `settings_of`, or of unknown origin.
    room : int
        How many weights came along: it must not allocate more.

    Returns
    -------
    keras.layers.Layer
        With its settings; its weights are zeros when it is called.

    Raises
    ------
    NotPlain
        Another class or other settings than are known.
    """
    import keras

    if kind not in LAYERS:
        raise NotPlain(f"a layer of class {kind[:60]} cannot be checked")
    if kind == "InputLayer":
        return _input(name, settings)
    cls = getattr(keras.layers, kind)
    known = parameters(cls)
    if not settings.keys() <= {*known, "dtype", "trainable"}:
        raise NotPlain(f"a layer {kind} with settings that it does not have")
    if settings.get("unroll", False) is not False:
        raise NotPlain("a recurrent layer that is unrolled cannot be checked")
    if settings.get("dtype") not in _POLICIES or type(settings.get("trainable")) is not bool:
        raise NotPlain(f"a layer {kind} of a dtype that it does not have")
    budget = _Room(room)
    made = {key: _made(key, settings[key]) for key in known if key in settings}
    for key in known:
        if key.endswith("_initializer"):
            made[key] = _zeros(budget, made.get(key))
    layer = cls(name=name, dtype=settings["dtype"], **made)
    layer.trainable = settings["trainable"]
    return layer


def parameters(cls: type) -> list[str]:
    """Return a constructor's parameters, without those that would hold code or other layers.

    Parameters
    ----------
    cls : type
        A class of layers.

    Returns
    -------
    list of str
        Names.
    """
    names = inspect.signature(cls.__init__).parameters  # type: ignore[misc]
    foreign = ("self", "kwargs", "quantization_config", "lora_rank", "lora_alpha", "seed", *_BASE)
    return [name for name in names if name not in foreign]


def _made(key: str, value: Any) -> Any:
    """Return a setting as the constructor takes it, having looked at each part."""
    import keras

    if key.endswith("_initializer"):
        if value is None or value in INITIALIZERS:
            return value
    elif key.endswith("activation"):
        if value is None or (type(value) is str and value in ACTIVATIONS):
            return value
    elif key.rpartition("_")[2] in PARTS:
        if value is None:
            return None
        module, names = PARTS[key.rpartition("_")[2]]
        match value:
            case {"class": str(kind), "settings": dict(inner), **rest} if (
                not rest and kind in names and all(_is_number(one) for one in inner.values())
            ):
                return getattr(getattr(keras, module), kind)(**inner)
    elif _is_plain(value, 3):
        return value
    raise NotPlain(f"a layer with a {key[:60]} that it cannot have")


def _is_plain(value: Any, depth: int) -> bool:
    if type(value) in (list, tuple):
        return depth > 0 and len(value) <= 20 and all(_is_plain(one, depth - 1) for one in value)
    if type(value) is str:
        return len(value) <= 60
    return value is None or _is_number(value)


def _is_number(value: Any) -> bool:
    if type(value) is int:
        return abs(value) <= _INTEGER
    return type(value) is bool or (type(value) is float and math.isfinite(value))


def _input(name: str, settings: dict[str, Any]) -> Any:
    import keras

    shape = settings.get("batch_shape")
    dtype = settings.get("dtype")
    allowed = {"batch_shape", "dtype", "trainable", "sparse", "ragged", "optional", "shape"}
    plain = all(not settings.get(key) for key in ("sparse", "ragged", "optional"))
    if (
        not settings.keys() <= allowed
        or not plain
        or type(shape) is not list
        or not 0 < len(shape) <= 8
        or not all(size is None or (type(size) is int and 0 < size <= _INTEGER) for size in shape)
        or math.prod(size or 1 for size in shape) > 20 * _INTEGER
        or dtype not in _DTYPES
    ):
        raise NotPlain("not a valid input of a model")
    return keras.layers.InputLayer(batch_shape=tuple(shape), dtype=dtype, name=name)


def arguments(call: Any, find: Callable[[Any], Any]) -> list[Any]:
    """Return the tensors that a call is given.

    Parameters
    ----------
    call : list
        From `call_of`, or of unknown origin.
    find : callable
        Returns the tensor of a reference, or raises KeyError.

    Returns
    -------
    list
        Tensors, or lists of tensors.
    """
    if type(call) is not list or not 0 < len(call) <= 3:
        raise NotPlain("a model whose layers are not joined")
    result = []
    for part in call:
        match part:
            case {"all": list(ends), **rest} if not rest and 0 < len(ends) <= 100:
                result.append([find(end) for end in ends])
            case _:
                result.append(find(part))
    return result


class _Room:
    """How many weights a layer may still allocate."""

    def __init__(self, size: int) -> None:
        self.size = size

    def take(self, shape: tuple[int, ...]) -> None:
        self.size -= math.prod(shape)
        if self.size < 0:
            raise NotPlain("a layer that needs more weights than came along")


def _zeros(room: _Room, name: str | None) -> Any:
    """Return an initializer of zeros that counts; it is of the class that the student named."""
    import keras

    base = getattr(keras.initializers, name or "Zeros")

    def call(self: Any, shape: Any, dtype: Any = None, **kwargs: Any) -> Any:
        room.take(tuple(shape))
        return keras.ops.zeros(shape, dtype)

    settings = {"value": 0.0} if name == "Constant" else {}
    return type(base.__name__, (base,), {"__call__": call})(**settings)
