"""What decides the last digits of a result, so that a worker computes as its parent does."""

from __future__ import annotations

from typing import NamedTuple

import keras

__all__ = ["Numerics"]


class Numerics(NamedTuple):
    """Precision and threads, which another thread or process does not inherit.

    Keras keeps its dtype policy by thread, and sums come out differently when TensorFlow cuts them
    for another number of threads.

    Examples
    --------
    >>> here = Numerics.here()
    >>> here.adopt()
    >>> here == Numerics.here()
    True
    """

    floatx: str
    epsilon: float
    policy: str
    threads: tuple[int, int] | None

    @classmethod
    def here(cls) -> Numerics:
        """Return those of this thread."""
        return cls(
            keras.config.floatx(),
            keras.config.epsilon(),
            keras.config.dtype_policy().name,
            _threads(),
        )

    def adopt(self) -> None:
        """Make them those of this thread; raises where TensorFlow has started with others."""
        keras.config.set_floatx(self.floatx)
        keras.config.set_epsilon(self.epsilon)
        keras.config.set_dtype_policy(self.policy)
        if self.threads is None or self.threads == _threads():
            return
        import tensorflow as tf

        try:
            tf.config.threading.set_intra_op_parallelism_threads(self.threads[0])
            tf.config.threading.set_inter_op_parallelism_threads(self.threads[1])
        except RuntimeError:
            raise RuntimeError(
                f"a worker's TensorFlow runs with {_threads()} threads instead of {self.threads}, "
                "which changes last digits: start workers that have computed nothing yet"
            ) from None


def _threads() -> tuple[int, int] | None:
    """Return how many threads within and between operations were asked for; 0 is a default."""
    if keras.config.backend() != "tensorflow":
        return None
    import tensorflow as tf

    threading = tf.config.threading
    within = threading.get_intra_op_parallelism_threads()
    return within, threading.get_inter_op_parallelism_threads()
