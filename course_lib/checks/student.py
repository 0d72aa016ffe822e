"""The grader's view of one submission: asks for plain values, believes nothing, keeps count."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course_lib.checks import figures, values
from course_lib.checks.assertions import CheckFailed, assert_array, assert_arrays
from course_lib.checks.cases import NOTHING, Cases
from course_lib.checks.channel import Ask, Channel
from course_lib.checks.equality import same
from course_lib.checks.examples import call_text, value_text
from course_lib.checks.outcomes import Case, Missing, StudentError, Unanswered
from course_lib.checks.trials import Trial, read_trial
from course_lib.checks.values.limits import NotPlain, ValueLimits

__all__ = ["NOTHING", "Ask", "Case", "Missing", "Student", "StudentError", "Unanswered"]


class Student(Cases):
    """What a check may ask of a submission.

    Parameters
    ----------
    ask : callable
        ``ask(request) -> reply``, the only channel to the student's code. It may raise
        `Unanswered`; whatever it returns is checked here.
    seed : int
        Of the inputs that checks draw; each submission has its own.
    limits : ValueLimits, optional
        The largest value that an answer may hold.
    starts : mapping of str to object, optional
        What variables hold before anybody has answered: a wrong value of these is no attempt.
    clock : callable
        Tells the seconds that the student's code has computed; this process by default.

    Examples
    --------
    >>> from course_lib.checks.answering import in_process
    >>> student = Student(in_process({"double": lambda x: 2 * x}), seed=1)
    >>> student.call("double", 4)
    8
    >>> with student.case("a list", hint="What is 2 * [1]?"):
    ...     assert student.call("double", [1]) == [2]
    """

    def __init__(
        self,
        ask: Ask,
        *,
        seed: int = 0,
        limits: ValueLimits | None = None,
        starts: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time.process_time,
    ) -> None:
        super().__init__(Channel(ask, clock))
        self.starts = dict(starts or {})
        self._limits = limits or ValueLimits()
        self.seed = seed
        self.begin(timeout=float("inf"))

    def begin(self, *, timeout: float) -> None:
        """Start another question: no cases yet, nothing printed, all its time left.

        Parameters
        ----------
        timeout : float
            Seconds of computing that all answers of the question may take together.
        """
        self.clear()
        self._channel.begin(timeout)

    @property
    def output(self) -> str:
        """What the student's code printed since the question began."""
        return self._channel.output

    @property
    def broken(self) -> Exception | None:
        """What the channel raised that is neither the student's fault nor the check's."""
        return self._channel.broken

    def measure(self, clock: Callable[[], float]) -> None:
        """Count computing by another clock.

        Parameters
        ----------
        clock : callable
            Tells the seconds that the student's code has computed.
        """
        self._channel.clock = clock

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Return what a function of the student's returns, as a plain value.

        Parameters
        ----------
        name : str
            The function.
        *args, **kwargs
            Plain values.

        Returns
        -------
        object
            None, numbers, texts, arrays, lists, dictionaries, tables.

        Raises
        ------
        StudentError
            The function raised, is missing, or returned what is not plain.
        Unanswered
            There is no answer, now or before in this question.
        """
        return self._value("call", name, args, kwargs)

    def array(self, name: str, /, *args: Any, **kwargs: Any) -> np.ndarray:
        """Return what a function returns, if it is an array of finite numbers; else the case fails.

        Parameters
        ----------
        name : str
            The function.
        *args, **kwargs
            Plain values.

        Returns
        -------
        numpy.ndarray
            Of numbers or booleans.
        """
        return assert_array(self.call(name, *args, **kwargs))

    def arrays(
        self, name: str, /, *args: Any, count: int, hint: str = "", **kwargs: Any
    ) -> list[np.ndarray]:
        """Return the arrays of finite numbers that a function returns, if there are so many.

        Parameters
        ----------
        name : str
            The function.
        *args, **kwargs
            Plain values.
        count : int
            How many it should return.
        hint : str
            What to look at when the case fails.

        Returns
        -------
        list of numpy.ndarray
            Whether they came in a tuple or a list, as arrays, lists, tables or tensors.
        """
        return assert_arrays(self.call(name, *args, **kwargs), count, hint=hint)

    def number(self, name: str, /, *args: Any, **kwargs: Any) -> float:
        """Return what a function returns, if it is one finite number; else the case fails.

        Parameters
        ----------
        name : str
            The function.
        *args, **kwargs
            Plain values.

        Returns
        -------
        float
            The number.
        """
        array = assert_array(self.call(name, *args, **kwargs), ())
        if array.dtype.kind == "c":
            raise CheckFailed("the value is complex")
        return float(array)

    def value(self, name: str) -> Any:
        """Return the value of a variable of the notebook, as a plain value.

        Parameters
        ----------
        name : str
            The variable.

        Returns
        -------
        object
            As `call`.
        """
        return self._value("value", name)

    def model(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Return a Keras model, rebuilt here from built-in layers and arrays; it is not compiled.

        Parameters
        ----------
        name : str
            A function that returns a model, or a variable that is one.
        *args, **kwargs
            Plain values.

        Returns
        -------
        keras.Model
            With the student's weights.
        """
        return self._value("model", name, args, kwargs, networks=True)

    def figure(self, name: str, /, *args: Any, **kwargs: Any) -> figures.Drawing:
        """Return what a figure shows.

        Parameters
        ----------
        name : str
            A function that draws (and may return its figure or axes), or a variable.
        *args, **kwargs
            Plain values.

        Returns
        -------
        course_lib.checks.figures.Drawing
            Axes, labels, lines, bars, images.
        """
        document = self._value("figure", name, args, kwargs)
        try:
            return figures.read(document)
        except NotPlain as error:
            raise StudentError("", str(error)) from None

    def audit(self, name: str = "", /, *args: Any, **kwargs: Any) -> Trial:
        """Return what was unfair in a trial: in a function's call, or in the whole notebook.

        The notebook is what ``audit.start()`` in one of its first cells has watched.

        Parameters
        ----------
        name : str
            A function that trains and judges; without it, the notebook.
        *args, **kwargs
            Plain values.

        Returns
        -------
        course_lib.checks.trials.Trial
            Findings by name, what was seen, what the function returned. `assert_fair` takes it.
        """
        answer = self._value("audit", name, args, kwargs)
        try:
            return read_trial(answer)
        except NotPlain as error:
            raise StudentError("", str(error)) from None

    def _value(
        self,
        task: str,
        name: str,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
        *,
        networks: bool = False,
    ) -> Any:
        request = {
            "do": task,
            "name": name,
            "args": [values.encode(part, self._limits) for part in args],
            "kwargs": {
                key: values.encode(part, self._limits) for key, part in (kwargs or {}).items()
            },
        }
        self.asked = call_text(name, args, kwargs) if name and task != "value" else name
        try:
            document = self._channel.document(name, request)
        except Missing:
            raise
        except StudentError:
            self.answered(name)
            raise
        try:
            result = values.decode(document, self._limits, networks=networks)
        except NotPlain as error:
            raise StudentError("", f"{name} gives what cannot be checked: {error}") from None
        if networks and not hasattr(result, "get_weights"):
            raise StudentError("TypeError", f"{name} is not a Keras model")
        started = task == "value" and name in self.starts and same(result, self.starts[name])
        returned = result.get("value") if task == "audit" and isinstance(result, dict) else result
        self.answered(name, attempt=not started, nothing=returned is None)
        if task not in ("figure", "audit"):  # their descriptions would say nothing to a student
            verb = "is" if task == "value" else "gave"
            self.asked += f" {verb} {value_text(result)}"
        return result
