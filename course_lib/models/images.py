"""Layers for images of shape (height, width, channels): convolution and pooling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from course_lib import arguments
from course_lib.models.layer import Layer, check_weights
from course_lib.models.shapes import Pair, Shape, as_pair, image, slide, to_pair

__all__ = ["Conv", "GlobalPool", "Pool"]


@dataclass(frozen=True)
class Conv(Layer):
    """Two-dimensional convolution over images of shape (height, width, channels).

    Parameters
    ----------
    filters : int
        Number of output channels.
    kernel, stride : int or (int, int)
        Height and width, in pixels.
    padding : {"valid", "same"}
        Whether borders are dropped or padded with zeros.
    activation : str
        Name of a Keras activation.
    l2 : float
        Weight decay on the kernel; 0 is none.
    initializer : str
        Name of a Keras initializer for the kernel.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> Conv(32, 3).output_shape((28, 28, 1))
    (26, 26, 32)
    """

    filters: int
    kernel: int | Pair = 3
    stride: int | Pair = 1
    padding: str = "valid"
    activation: str = "relu"
    l2: float = 0.0
    initializer: str = "glorot_uniform"

    stem: ClassVar[str] = "conv"

    def _check(self) -> None:
        self._set(
            filters=arguments.integer(self.filters, self._label("filters"), low=1),
            kernel=to_pair(self.kernel, self._label("kernel")),
            stride=to_pair(self.stride, self._label("stride")),
            padding=arguments.choice(self.padding, self._label("padding"), ("valid", "same")),
        )
        check_weights(self)

    def output_shape(self, shape: Shape) -> Shape:
        """Return (height, width, filters)."""
        window = slide(shape, as_pair(self.kernel), as_pair(self.stride), self.padding)
        return (*window, self.filters)

    def parameters(self, shape: Shape) -> int:
        """Return the size of the kernel and the biases."""
        return (math.prod(as_pair(self.kernel)) * shape[-1] + 1) * self.filters


@dataclass(frozen=True)
class Pool(Layer):
    """Maximum or mean over windows of an image.

    Parameters
    ----------
    size : int or (int, int)
        Height and width of a window, in pixels.
    stride : int or (int, int), optional
        Step between windows; `size` by default, so that windows do not overlap.
    operation : {"max", "mean"}
        What is kept of a window.
    padding : {"valid", "same"}
        Whether incomplete windows at the border are dropped or kept.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> Pool(2).output_shape((7, 7, 64))
    (3, 3, 64)
    """

    size: int | Pair = 2
    stride: int | Pair | None = None
    operation: str = "max"
    padding: str = "valid"

    stem: ClassVar[str] = "pool"

    def _check(self) -> None:
        size = to_pair(self.size, self._label("size"))
        stride = size if self.stride is None else to_pair(self.stride, self._label("stride"))
        self._set(
            size=size,
            stride=None if stride == size else stride,
            operation=arguments.choice(self.operation, self._label("operation"), ("max", "mean")),
            padding=arguments.choice(self.padding, self._label("padding"), ("valid", "same")),
        )

    @property
    def step(self) -> Pair:
        """The stride, or the size where no stride is given."""
        return as_pair(self.size if self.stride is None else self.stride)

    def output_shape(self, shape: Shape) -> Shape:
        """Return (height, width, channels)."""
        return (*slide(shape, as_pair(self.size), self.step, self.padding), shape[-1])


@dataclass(frozen=True)
class GlobalPool(Layer):
    """Maximum or mean of each channel over the whole image.

    Parameters
    ----------
    operation : {"mean", "max"}
        What is kept of a channel.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> GlobalPool().output_shape((7, 7, 512))
    (512,)
    """

    operation: str = "mean"

    stem: ClassVar[str] = "global_pool"

    def _check(self) -> None:
        self._set(
            operation=arguments.choice(self.operation, self._label("operation"), ("mean", "max"))
        )

    def output_shape(self, shape: Shape) -> Shape:
        """Return (channels,)."""
        image(shape)
        return shape[-1:]
