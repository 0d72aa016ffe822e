"""What a function does with models while TensorFlow traces it."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_lib.audit.events import Rows

__all__ = ["Role", "Tracing"]


def _none() -> None:
    return None


@dataclass(eq=False)
class Role:
    """What a model is to a function.

    Parameters
    ----------
    model : callable
        Returns the model, while it lives.
    at : int or None
        Which of the arguments that have rows the model is called with, as far as that is known.
    learns : bool
        Whether gradients are asked; else it is only called.
    closed : array, optional
        What it is called with each time, from outside the function.
    optimizer : callable
        Returns the optimizer that made a step, if one did.
    """

    model: Callable[[], Any]
    at: int | None
    learns: bool
    closed: Any = None
    optimizer: Callable[[], Any] = _none

    def of(self, arguments: Sequence[Any]) -> Any:
        """Return what the model is called with in a call of the function, or None."""
        if self.closed is not None:
            return self.closed
        return None if self.at is None or self.at >= len(arguments) else arguments[self.at]


@dataclass(eq=False)
class Tracing:
    """A call of a compiled function, during which it may be traced, once or several times.

    Parameters
    ----------
    arguments : list
        Those that have rows.
    rows : callable
        Returns the rows of a role.
    roles : dict of str to Role
        By the name of the model.
    """

    arguments: list[Any]
    rows: Callable[[Role, list[Any]], Rows | None]
    roles: dict[str, Role] = field(default_factory=dict)

    def meets(self, subject: str, model: Any, x: Any, learns: bool) -> Callable[[], Rows | None]:
        """Note that a model is called.

        Parameters
        ----------
        subject : str
            Its name.
        model : keras.Model
            Itself.
        x : tensor
            Without values, unless it comes from outside the function.
        learns : bool
            Whether gradients are asked.

        Returns
        -------
        callable
            Returns the rows that stand behind the tensor.
        """
        at, closed = _chosen(self.arguments, x), None
        if isinstance(x, np.ndarray) or hasattr(x, "numpy"):
            at, closed = None, x
        role = Role(weakref.ref(model), at, learns, closed)
        self.roles[subject] = role
        return lambda: self.rows(role, self.arguments)

    def has(self, subject: str, learns: bool) -> bool:
        """Whether a model was called in this way, or learned."""
        role = self.roles.get(subject)
        return role is not None and (role.learns or not learns)

    def steps(self, subject: str, optimizer: Any) -> None:
        """Note that an optimizer makes a step of a model."""
        if subject in self.roles:
            self.roles[subject].optimizer = weakref.ref(optimizer)


def _chosen(arguments: Sequence[Any], x: Any) -> int | None:
    """Return which argument a tensor is, or is made of, by their shapes."""
    shape = getattr(x, "shape", None)
    if shape is None or shape.rank is None:
        return 0 if arguments else None
    tensors = [(n, one) for n, one in enumerate(arguments) if hasattr(one, "shape")]
    for n, one in tensors:
        if shape.is_compatible_with(one.shape):
            return n
    values = None if None in shape[1:].as_list() else math.prod(shape[1:].as_list())
    for n, one in tensors:  # numbers of rows are no rows, unless a row has one value
        if len(one.shape) > 1 or values in (None, 1) or not _numbers(one):
            return n
    return next((n for n, one in enumerate(arguments) if not hasattr(one, "shape")), None)


def _numbers(one: Any) -> bool:
    kind = getattr(one.dtype, "as_numpy_dtype", one.dtype)
    return str(getattr(kind, "__name__", kind)).startswith(("int", "uint", "float", "bool"))
