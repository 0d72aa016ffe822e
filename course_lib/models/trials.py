"""The networks that a chapter and its records set side by side."""

from __future__ import annotations

from collections.abc import Callable

from course_lib import arguments
from course_lib.models.convolutional import cnn
from course_lib.models.description import Network
from course_lib.models.images import Conv, GlobalPool, Pool
from course_lib.models.layer import Layer
from course_lib.models.layers import Dense, Dropout, Flatten
from course_lib.models.perceptrons import mlp
from course_lib.models.spectral import spectral_cnn

__all__ = ["trial"]


def trial(name: str) -> dict[str, Network]:
    """Return the networks of a trial.

    Parameters
    ----------
    name : str
        Name of the record that holds the trial: "ablation", "pooling-race", "pooling-windows",
        "permuted-pixels", "matched-budgets", "training-sizes", "shifted-digits", "s3-undone",
        "noise-copies" or "bearing".

    Returns
    -------
    dict of str to Network
        By arm; the first is what the others are compared with.

    Raises
    ------
    TypeError, ValueError
        No such trial; the message lists them.

    References
    ----------
    S1 (ablation, windows); S4, exercise 3, and Springenberg et al., Striving for simplicity: the
    all convolutional net, 2015 (race); S3 and S4, exercise 1 (perceptrons against convolutions); S2
    (copies); S0 (bearing).

    Examples
    --------
    >>> arms = trial("pooling-windows")
    >>> arms["two blocks"].differences(arms["two blocks, 4 x 4"])
    ('pool_1: size 2 × 2 → 4 × 4', 'pool_2: size 2 × 2 → 4 × 4')
    """
    return _TRIALS[arguments.choice(name, "name", _TRIALS)]()


def _pooling_race() -> dict[str, Network]:
    """Return S4's plan at a quarter of its filters, its maps made smaller in five ways."""
    maximum = cnn((16, 16, 3), blocks=[8, 16, 16], padding="same", dense=64).without("pool_3")
    plain = maximum.without(Pool)
    return {
        "maximum": maximum,
        "mean": maximum.replace(Pool, operation="mean"),
        "stride": plain.replace("conv_1", stride=2).replace("conv_2", stride=2),
        "layer with a stride": _deeper(plain, stride=2),
        "layer, then maximum": _deeper(maximum, stride=1),
    }


def _deeper(network: Network, stride: int) -> Network:
    first, second = (Conv(filters, 3, stride=stride, padding="same") for filters in (8, 16))
    return network.insert(second, after="conv_2").insert(first, after="conv_1")


def _pooling_windows() -> dict[str, Network]:
    """Return S1's two networks at a quarter of their width, and the two between them."""
    three = _s1_small(channels=1)
    two, wide, deeper = _larger_pools(three)
    return {
        "three blocks": three,
        "two blocks": two,
        "two blocks, 4 x 4": wide,
        "as in S1": deeper.without("dropout_3"),
    }


def _ablation() -> dict[str, Network]:
    """Return S1's networks at a quarter of their width, and what takes its variants apart."""
    base = _s1_small(channels=3)
    two, wide, deeper = _larger_pools(base)
    return {
        "base": base,
        "no dropout": base.without(Dropout),
        "one dense less": base.without("dense_2", "dropout_5"),
        "neither": base.without(Dropout, "dense_2"),
        "last dropout less": base.without("dropout_5"),
        "exponential": base.with_activation("exponential"),
        "two blocks": two,
        "two blocks, 4 x 4": wide,
        "two blocks, 4 x 4, one dense more": deeper,
        "large pools, as in S1": deeper.without("dropout_3"),
    }


def _s1_small(channels: int) -> Network:
    return cnn(
        (8, 8, channels),
        blocks=[12, 24, 48],
        padding="same",
        dense=[128, 64],
        dropout=0.25,
        dense_dropout=0.5,
    ).replace(Pool, padding="same")


def _larger_pools(three: Network) -> tuple[Network, Network, Network]:
    """Return it without its third block, that with windows of 4 x 4, that with a layer more."""
    two = three.without("conv_3", "pool_3", "dropout_3")
    wide = two.replace(Pool, size=4)
    return two, wide, wide.insert(Dense(64), after="dense_2")


_DIGIT = (28, 28, 1)
_CONVOLUTIONS = (Conv(8, 5, stride=2), Conv(16, 3))


def _convolutional(*layers: Layer) -> Network:
    """Return two small convolutions, further layers and the output for a digit."""
    return Network(_DIGIT, (*_CONVOLUTIONS, *layers, Dense(10, "softmax")), "cnn")


def _perceptron_and_convolutions() -> dict[str, Network]:
    """Return S4's perceptron and a convolutional network with a fifteenth of its weights."""
    return {"MLP": mlp(_DIGIT), "CNN": _convolutional(Pool(), Flatten())}


def _matched_budgets() -> dict[str, Network]:
    """Return the convolutional network and perceptrons that have as much of one thing each.

    The width for as many seconds was chosen by timing both on one core.
    """
    return {
        "CNN": _convolutional(Pool(), Flatten()),
        "MLP, as many parameters": mlp(_DIGIT, hidden=7),
        "MLP, as many multiplications": mlp(_DIGIT, hidden=186),
        "MLP, as many seconds": mlp(_DIGIT, hidden=950),
        "MLP of S4": mlp(_DIGIT),
        "CNN, as many parameters as S4": _convolutional(Pool(), Flatten(), Dense(190)),
    }


def _shifted_digits() -> dict[str, Network]:
    """Return the two, and a convolution for the pool, with and without a maximum at its end."""
    deeper = Conv(32, 3)
    return _perceptron_and_convolutions() | {
        "CNN, three convolutions": _convolutional(deeper, Flatten()),
        "CNN, global pooling": _convolutional(deeper, GlobalPool("max")),
    }


def _s3_undone() -> dict[str, Network]:
    """Return S3's plan in small, its dense layers alone, and both without dropout."""
    convolutional = _convolutional(Pool(), Dropout(0.25), Flatten(), Dense(100), Dropout(0.5))
    perceptron = mlp(_DIGIT, dropout=0.5)
    return {
        "MLP": perceptron.without(Dropout),
        "MLP, dropout": perceptron,
        "CNN": convolutional.without(Dropout),
        "CNN, dropout": convolutional,
    }


def _noise_copies() -> dict[str, Network]:
    """Return S2's plan at an eighth of its filters, the first in steps of two, and two remedies."""
    layers = (
        *(Conv(8, 3, stride=2, padding="same"), Conv(8, 3, padding="same")),
        *(Pool(2), Flatten(), Dense(32), Dense(30), Dense(10, "softmax")),
    )
    plain = Network((16, 16, 3), layers, "plain")
    return {
        "plain": plain,
        "dropout": plain.insert(Dropout(0.25), after="dense_1").insert(
            Dropout(0.25), after="dense_2"
        ),
        "L2": plain.replace("dense_1", l2=0.01),
    }


def _bearing() -> dict[str, Network]:
    """Return S0's plan at a twelfth of its kernels, with dropout, with L2, and twice as wide."""
    plain = spectral_cnn(200, filters=16, dense=(32, 16))
    return {
        "plain": plain,
        "dropout": spectral_cnn(200, filters=16, dense=(32, 16), dropout=0.25),
        "L2": spectral_cnn(200, filters=16, dense=(32, 16), l2=0.001),
        "wide": spectral_cnn(200, filters=32, dense=(64, 32)),
    }


_TRIALS: dict[str, Callable[[], dict[str, Network]]] = {
    "ablation": _ablation,
    "pooling-race": _pooling_race,
    "pooling-windows": _pooling_windows,
    "permuted-pixels": _perceptron_and_convolutions,
    "matched-budgets": _matched_budgets,
    "training-sizes": _perceptron_and_convolutions,
    "shifted-digits": _shifted_digits,
    "s3-undone": _s3_undone,
    "noise-copies": _noise_copies,
    "bearing": _bearing,
}
