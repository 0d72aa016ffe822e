"""Keeps count of a question's cases: what passed, what failed, and what can be said of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from course_lib.arguments import number
from course_lib.checks.assertions import CheckFailed
from course_lib.checks.channel import Channel
from course_lib.checks.outcomes import WAITING, Case, Missing, StudentError, Unanswered

__all__ = ["NOTHING", "Cases"]

NOTHING = "the value is None: is there a return?"
_MESSAGE = 500


class Cases:
    """The cases of one question after another, and what has been answered in them.

    Parameters
    ----------
    channel : Channel
        To the student's code; once it is silent, no case of the question passes.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.clear()

    def clear(self) -> None:
        """Forget the last question's cases."""
        self.cases: list[Case] = []
        self.asked = ""
        self._nothing = False
        self._last = ""
        self._attempts: list[bool] = []  # of each answer, whether the student wrote it

    def answered(self, name: str, *, attempt: bool = True, nothing: bool = False) -> None:
        """Note that there was an answer.

        Parameters
        ----------
        name : str
            What was asked for.
        attempt : bool
            Whether the student wrote it; else it is as it was released.
        nothing : bool
            Whether it is None.
        """
        self._last, self._nothing = name, nothing
        self._attempts.append(attempt)

    def returned_nothing(self, error: Exception) -> bool:
        """Return whether a check stumbled over a None, the one answer that needs no look at it.

        Parameters
        ----------
        error : Exception
            What the check raised.

        Returns
        -------
        bool
            False where another answer, the check or the channel may be to blame.
        """
        return self._nothing and "NoneType" in str(error)

    @contextlib.contextmanager
    def case(
        self, name: str, *, weight: float = 1, hint: str = "", needs: str | Sequence[str] = ()
    ) -> Iterator[None]:
        """Count what happens inside as one case, and let the question go on when it fails.

        Some things also hold for an answer that does nothing: the example stays as it was, the
        dtype stays. Such a case names a case before it that shows an answer; without that it earns
        nothing.

        Parameters
        ----------
        name : str
            What the case is about, for the student to read.
        weight : float
            Its part in the question's points.
        hint : str
            What to look at when it fails.
        needs : str or sequence of str
            Cases before it, one of which must have passed for this one to count.

        Raises
        ------
        ValueError
            No case before it has a name that it needs.
        """
        weight = number(weight, "weight", above=0)
        needs = (needs,) if isinstance(needs, str) else tuple(needs)
        states = {case.name: case.state for case in self.cases}
        for one in needs:
            if one not in states:
                raise ValueError(f"case {name!r} needs {one!r}, and no case before it is called so")
        before = len(self._attempts)
        try:
            yield
            if self._channel.silent is not None:
                raise self._channel.silent
        except AssertionError as error:
            self._fail(name, weight, hint, str(error), before)
        except CheckFailed as error:
            self._fail(name, weight, error.hint or hint, str(error), before)
        except Unanswered as error:
            self._record(name, weight, "timeout" if error.timeout else "error", str(error))
        except Missing as error:
            self._record(name, weight, "missing", error.message)
        except StudentError as error:
            self._record(name, weight, "error", str(error))
        except (TypeError, AttributeError) as error:
            if not self.returned_nothing(error):
                raise
            self._fail(name, weight, hint, NOTHING, before)
        else:
            if needs and all(states[one] != "passed" for one in needs):
                wanted, self.asked = " or ".join(f"“{one}”" for one in needs), ""
                self._fail(name, weight, "", f"{WAITING} {wanted} passes", before)
            else:
                self._record(name, weight, "passed", "")

    def _fail(self, name: str, weight: float, hint: str, detail: str, before: int) -> None:
        """Record a case that failed: a hint only where an attempt was made and gave an answer."""
        here = self._attempts[before:]
        trouble = [case for case in self.cases if case.state not in ("passed", "failed")]
        if not here and trouble:  # it failed for what did not come back in an earlier case
            self._record(name, weight, trouble[-1].state, trouble[-1].detail)
        elif (here or self._attempts) and not any(here or self._attempts):
            self._record(name, weight, "missing", f"{self._last} is still as it was released")
        else:
            self._record(name, weight, "failed", detail, hint)

    def _record(self, name: str, weight: float, state: Any, detail: str, hint: str = "") -> None:
        example = self.asked if state in ("failed", "error") else ""
        self.cases.append(Case(name, weight, state, hint, detail[:_MESSAGE], example))
