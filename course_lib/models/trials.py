"""The networks that a chapter and its records set side by side."""

from __future__ import annotations

from collections.abc import Callable

from course_lib import arguments
from course_lib.models.convolutional import cnn
from course_lib.models.description import Network
from course_lib.models.images import Conv, Pool
from course_lib.models.layers import Dense

__all__ = ["trial"]


def trial(name: str) -> dict[str, Network]:
    """Return the networks of a trial.

    Parameters
    ----------
    name : {"pooling-race", "pooling-windows"}
        Name of the record that holds the trial.

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
    S1 (windows); S4, exercise 3, and Springenberg et al., Striving for simplicity: the all
    convolutional net, 2015 (race).

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
    three = cnn(
        (8, 8, 1),
        blocks=[12, 24, 48],
        padding="same",
        dense=[128, 64],
        dropout=0.25,
        dense_dropout=0.5,
    ).replace(Pool, padding="same")
    two = three.without("conv_3", "pool_3", "dropout_3")
    wide = two.replace(Pool, size=4)
    return {
        "three blocks": three,
        "two blocks": two,
        "two blocks, 4 x 4": wide,
        "as in S1": wide.insert(Dense(64), after="dense_2").without("dropout_3"),
    }


_TRIALS: dict[str, Callable[[], dict[str, Network]]] = {
    "pooling-race": _pooling_race,
    "pooling-windows": _pooling_windows,
}
