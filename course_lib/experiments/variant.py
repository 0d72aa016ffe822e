"""One arm of a comparison: a network, how it is trained, and what is done to its input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import keras
import numpy as np

from course_lib import arguments
from course_lib.models import Network

__all__ = ["Variant", "as_variant"]

_LOSS = "sparse_categorical_crossentropy"


@dataclass(frozen=True)
class Variant:
    """A network with everything that makes its training repeatable, and no state.

    Parameters
    ----------
    network : Network or callable
        A description, or ``build(seed)`` that returns a new `keras.Model` whose weights depend on
        nothing but the seed. A model that comes compiled keeps its optimizer, loss and metrics.
    optimizer : str, mapping or callable
        Name, Keras configuration (``class_name`` and ``config``), or a callable that returns a new
        optimizer, such as ``keras.optimizers.Adam``.
    learning_rate : float, optional
        Replaces the optimizer's own.
    loss : str or callable
        As ``model.compile`` takes it.
    metrics : tuple of str
        As ``model.compile`` takes them.
    epochs, batch_size : int, optional
        Those of the comparison by default.
    prepare : callable or transformer, optional
        What is done to the input. A transformer (``fit`` and ``transform``, as in scikit-learn) is
        cloned, learns from the training inputs alone and transforms every split. A callable
        ``f(x)`` is applied to each split on its own; one with a parameter ``seed`` gets another
        integer for each run and split, so that noise is drawn afresh.
    patience : int, optional
        Stop after so many epochs without a lower validation loss, and keep the weights of the best
        epoch. Without it training runs to the end and keeps the last weights.
    weights : mapping of int to list of numpy.ndarray, optional
        For each seed the weights to begin from, as ``model.get_weights()`` gives them: those of
        runs before, where a head start is what you study.

    Raises
    ------
    TypeError
        An argument of the wrong kind; an optimizer *instance*, since its moments and step count
        would go from one run into the next.
    ValueError
        A number out of range, or no such optimizer.

    Examples
    --------
    >>> from course_lib.models import named
    >>> variant = Variant(named("s4-mlp"), optimizer="adagrad", learning_rate=0.01)
    >>> variant.build(seed=0).optimizer.get_config()["epsilon"]
    1e-07

    References
    ----------
    S4, whose AdaGrad starts from weights that Adam has trained.
    """

    network: Network | Callable[[int], keras.Model]
    optimizer: str | Mapping[str, Any] | Callable[..., keras.optimizers.Optimizer] = "adam"
    learning_rate: float | None = None
    loss: str | Callable[..., Any] = _LOSS
    metrics: tuple[str, ...] = ("accuracy",)
    epochs: int | None = None
    batch_size: int | None = None
    prepare: Any = None
    patience: int | None = None
    weights: Mapping[int, list[np.ndarray]] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Check what can be checked before a model exists."""
        if not isinstance(self.network, Network) and not _is_builder(self.network):
            raise TypeError(
                "network must be a Network or a function of the seed that builds a new model, "
                f"got {arguments.shown(self.network)}"
            )
        if not isinstance(self.loss, str) and not callable(self.loss):
            raise TypeError(f"loss must be a name or a callable, got {arguments.shown(self.loss)}")
        object.__setattr__(self, "metrics", _names(self.metrics))
        for name in ("epochs", "batch_size", "patience"):
            if getattr(self, name) is not None:
                arguments.integer(getattr(self, name), name, low=1)
        if self.learning_rate is not None:
            arguments.number(self.learning_rate, "learning_rate", above=0)
        transformer = hasattr(self.prepare, "fit") and hasattr(self.prepare, "transform")
        if self.prepare is not None and not transformer and not callable(self.prepare):
            raise TypeError(
                "prepare must be a callable or a transformer with fit and transform, "
                f"got {arguments.shown(self.prepare)}"
            )
        if self.weights is not None and not isinstance(self.weights, Mapping):
            raise TypeError(
                f"weights must be a mapping by seed, got {arguments.shown(self.weights)}"
            )
        self.new_optimizer()

    def new_optimizer(self) -> keras.optimizers.Optimizer:
        """Return an optimizer that has taken no step.

        Returns
        -------
        keras.optimizers.Optimizer
            Of the variant's learning rate.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> float(Variant(mlp(4, 3), learning_rate=0.5).new_optimizer().learning_rate)
        0.5
        """
        given = self.optimizer
        if isinstance(given, keras.optimizers.Optimizer):
            raise TypeError(
                f"optimizer must be a name, a configuration or a callable, got a {given.name} "
                "object: its moments and step count would go from one run into the next"
            )
        if callable(given):
            optimizer = given()
        elif isinstance(given, str | Mapping):
            optimizer = _from_identifier(given)
        else:
            raise TypeError(
                "optimizer must be a name, a configuration or a callable, "
                f"got {arguments.shown(given)}"
            )
        if not isinstance(optimizer, keras.optimizers.Optimizer):
            raise TypeError(
                f"optimizer must give a Keras optimizer, got {arguments.shown(optimizer)}"
            )
        if self.learning_rate is None:
            return optimizer
        settings = optimizer.get_config() | {"learning_rate": float(self.learning_rate)}
        return type(optimizer).from_config(settings)

    def builds_as(self, other: Variant) -> bool:
        """Return whether the models of two variants differ in the learning rate at most.

        Parameters
        ----------
        other : Variant
            May differ in its input, its length of training, what it begins from and the learning
            rate of a named optimizer.

        Returns
        -------
        bool
            Whether network, optimizer, loss and metrics are the same.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> variant = Variant(mlp(4, 4))
        >>> variant.builds_as(Variant(mlp(4, 4), epochs=3)), variant.builds_as(Variant(mlp(4, 5)))
        (True, False)
        """
        return self._compiled() == other._compiled()

    def _compiled(self) -> Variant:
        rate = None if isinstance(self.optimizer, str) else self.learning_rate
        plain = replace(self, prepare=None, weights=None, learning_rate=rate)
        return replace(plain, epochs=None, batch_size=None, patience=None)

    def build(self, *, seed: int) -> keras.Model:
        """Return a new compiled model with the weights of `seed`.

        Parameters
        ----------
        seed : int
            Decides the weights and the dropout.

        Returns
        -------
        keras.Model
            Compiled, without a step taken.

        Raises
        ------
        TypeError
            The builder returns no `keras.Model`.
        ValueError
            The builder compiles its model and the variant names another optimizer or loss, or
            `weights` has none for the seed, or some that do not fit.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> Variant(mlp(4, 3)).build(seed=0).compiled
        True
        """
        seed = arguments.integer(seed, "seed", low=0)
        if isinstance(self.network, Network):
            model = self.network.build(seed=seed)
        else:
            model = self.network(seed)
        if not isinstance(model, keras.Model):
            raise TypeError(f"network must build a keras.Model, got {arguments.shown(model)}")
        if not model.compiled:
            optimizer, metrics = self.new_optimizer(), list(self.metrics)
            # XLA costs more than it gives on small models and would slow the fast fit down.
            model.compile(optimizer, self.loss, metrics=metrics, jit_compile=False)
        elif (self.optimizer, self.learning_rate, self.loss) != ("adam", None, _LOSS):
            raise ValueError(
                "network builds a compiled model, so optimizer, learning_rate and loss must be "
                "left to it, or compile() to the variant"
            )
        if model.optimizer is None:
            raise ValueError("network builds a model that is compiled without an optimizer")
        if self.weights is not None:
            _begin_from(self.weights, model, seed)
        return model


def as_variant(value: Any, name: str) -> Variant:
    """Return a `Variant` for a variant, a `Network` or a builder.

    Parameters
    ----------
    value : Variant, Network or callable
        What the caller passed.
    name : str
        The variant's name, for the message.

    Returns
    -------
    Variant
        The variant.

    Raises
    ------
    TypeError
        None of these; a model that exists already has a sentence of its own.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> as_variant(mlp(4, 3), "mlp").optimizer
    'adam'
    """
    if isinstance(value, Variant):
        return value
    if isinstance(value, keras.Model):
        raise TypeError(
            f"variant {name!r} must be built afresh for each seed, got one model: "
            "pass its Network, or a function of the seed that builds it"
        )
    if isinstance(value, Network) or _is_builder(value):
        return Variant(value)
    raise TypeError(
        f"variant {name!r} must be a Variant, a Network or a function of the seed, "
        f"got {arguments.shown(value)}"
    )


def _begin_from(weights: Mapping[int, Any], model: keras.Model, seed: int) -> None:
    if seed not in weights:
        raise ValueError(f"weights must hold seed {seed}, got {arguments.shown(list(weights))}")
    try:
        model.set_weights(weights[seed])
    except Exception as error:
        raise ValueError(f"weights of seed {seed} must fit the network: {error}") from None


def _is_builder(value: Any) -> bool:
    return callable(value) and not isinstance(value, keras.Model)


def _names(metrics: Any) -> tuple[str, ...]:
    if not isinstance(metrics, tuple | list) or not all(isinstance(name, str) for name in metrics):
        raise TypeError(f"metrics must be a tuple of names, got {arguments.shown(metrics)}")
    return tuple(metrics)


def _from_identifier(given: str | Mapping[str, Any]) -> Any:
    try:
        return keras.optimizers.get(dict(given) if isinstance(given, Mapping) else given)
    except Exception:
        raise ValueError(
            f"optimizer must be known to Keras, such as 'adam', got {arguments.shown(given)}"
        ) from None
