"""Traced models that wait for the next comparison."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from course_lib.experiments.stage import Stage

__all__ = ["waiting_stages"]

MOST = 4
LARGEST = 1_000_000  # parameters; a model above trains for longer than its tracing takes

_lock = threading.Lock()
_waiting: list[Stage] = []


@contextlib.contextmanager
def waiting_stages() -> Iterator[list[Stage]]:
    """Lend the stages of earlier comparisons, and keep the last few small ones afterwards.

    A notebook compares the same network again and again, and tracing it can take as long as
    training it. A stage holds nothing that was learned: each run brings its own values. Only one
    comparison has the stages at a time; after an error none is kept.

    Yields
    ------
    list of Stage
        To choose from and to add to.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.experiments.variant import Variant
    >>> from course_lib.models import mlp
    >>> variant = Variant(mlp(4, 4))
    >>> data = np.eye(4, dtype="float32"), np.arange(4)
    >>> settings = {"epochs": 1, "batch_size": 4, "callbacks": [], "seed": 0}
    >>> with waiting_stages() as stages:
    ...     stages.append(Stage(variant))
    ...     _ = stages[-1].fit(variant.build(seed=0), data, data, **settings)
    >>> with waiting_stages() as stages:
    ...     any(stage.suits(variant) for stage in stages)
    True
    """
    with _lock:
        lent, _waiting[:] = _waiting[:], []
    yield lent
    with _lock:
        _waiting.extend(stage for stage in lent if 0 < stage.parameters <= LARGEST)
        del _waiting[:-MOST]
