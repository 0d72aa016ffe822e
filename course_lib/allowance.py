"""How long code may run: so many seconds of computing, and a wall behind them for what waits."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Allowance", "wall"]

WALL, LEAST = 5, 30.0  # times the seconds of computing: on a busy machine code waits for its turn
IDLE = 5.0  # seconds in which nearly nothing is computed tell code that waits from code that queues
_BUSY = 0.003  # of a processor, the least that a queue gives


def wall(seconds: float) -> float:
    """Return the most seconds that code may take which may compute for some.

    Parameters
    ----------
    seconds : float
        Of computing.

    Returns
    -------
    float
        By the clock on the wall.

    Examples
    --------
    >>> wall(240), wall(0.5)
    (1200, 30.0)
    """
    return max(WALL * seconds, LEAST)


class Allowance:
    """What one piece of code may take; nothing is measured before it may be over.

    Parameters
    ----------
    seconds : float
        Of computing. Code on several processors may take as long as on one.
    now : callable
        The wall's clock.

    Examples
    --------
    >>> clock = iter([0.0, 2.0, 40.0]).__next__
    >>> allowed = Allowance(2.0, now=clock)
    >>> allowed.extended(used=0.5), allowed.end, allowed.extended(used=2.1)
    (True, 3.0, False)
    >>> allowed.exceeded
    'it computed for longer than 2 s'
    """

    def __init__(self, seconds: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self._now = seconds, now
        self._start = self._noted = now()
        self._used = 0.0
        self.end = self._start + seconds
        self.exceeded = ""

    def extended(self, used: float) -> bool:
        """Return whether the code may go on after `end`, which is moved then.

        Parameters
        ----------
        used : float
            Seconds that it has computed.

        Returns
        -------
        bool
            False once it has had its time; `exceeded` then says of what.
        """
        now = self._now()
        waited = now - self._noted
        if used >= self.seconds:
            self.exceeded = f"it computed for longer than {round(self.seconds, 1):g} s"
        elif waited >= IDLE and used - self._used < _BUSY * waited:
            self.exceeded = f"it waited for {int(waited)} s without computing"
        elif now - self._start >= wall(self.seconds):
            self.exceeded = (
                f"it took longer than {wall(self.seconds):.0f} s, and computed for {used:.1f} s"
            )
        else:
            if waited >= IDLE:
                self._noted, self._used = now, used
            self.end = now + min(max(self.seconds - used, 0.1), 1.0)
        return not self.exceeded
