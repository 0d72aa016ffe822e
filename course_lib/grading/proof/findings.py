"""What proving an exercise has shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from course_lib.grading.proof.answers import Answer
from course_lib.grading.proof.mutants import Mutant
from course_lib.grading.proof.trials import Case, Outcome

__all__ = ["Proof", "TriedAnswer", "TriedMutant"]


@dataclass(frozen=True)
class TriedAnswer:
    """An answer and what it earned.

    Parameters
    ----------
    kind : str
        ``"solution"``, ``"right"``, ``"wrong"``.
    answer : Answer
        With what it should earn.
    outcomes : tuple of Outcome
        One for each seed.
    float32 : Outcome or None
        What it earned in float32, where it was asked.
    """

    kind: str
    answer: Answer
    outcomes: tuple[Outcome, ...]
    float32: Outcome | None = None

    @property
    def varying(self) -> dict[str, tuple[float, ...]]:
        """The scores of each question whose score changes with the seed."""
        found = {}
        for name in self.outcomes[0].scores:
            scores = tuple(one.scores[name] for one in self.outcomes if name in one.scores)
            if len(set(scores)) > 1:
                found[name] = scores
        return found

    @property
    def faults(self) -> tuple[str, ...]:
        """What it earned otherwise than it should, a sentence each."""
        told = []
        for name, wanted in self.answer.earns.items():
            points = self.outcomes[0].points.get(name)
            if points is None:
                told.append(f"there is no question {name!r}, or what it defines does not reach it")
                continue
            got = sorted({one.scores[name] for one in self.outcomes if name in one.scores})
            if any(abs(one - wanted) > 1e-6 for one in got):
                shown = " or ".join(f"{one:g}" for one in got)
                told.append(f"{name} earns {shown} of {points:g}, not {wanted:g}")
        return tuple(told)

    @property
    def weak(self) -> tuple[str, ...]:
        """Questions that a wrong answer is about, and that give it all points."""
        first = self.outcomes[0]
        if self.kind != "wrong" or first.short or first.broken:
            return ()
        return tuple(name for name in self.answer.earns if name in first.points)


@dataclass(frozen=True)
class TriedMutant:
    """A mutant and what the checks made of it.

    Parameters
    ----------
    mutant : Mutant
        The mistake.
    outcome : Outcome or None
        None where no question was asked.
    reason : str
        Why it is as right as the solution, if somebody says so.
    left_out : bool
        Whether a question that takes long was not asked, and the others did not notice.
    """

    mutant: Mutant
    outcome: Outcome | None = None
    reason: str = ""
    left_out: bool = False

    @property
    def state(self) -> str:
        """``"killed"``, ``"broken"``, ``"equivalent"``, ``"left out"`` or ``"survived"``."""
        if self.outcome is not None and self.outcome.short:
            return "killed"
        if self.outcome is not None and self.outcome.broken:
            return "broken"
        if self.reason:
            return "equivalent"
        return "left out" if self.left_out else "survived"


@dataclass(frozen=True)
class Proof:
    """What proving an exercise has shown.

    Parameters
    ----------
    exercise, title, notebook : str
        Its name, its title and its file.
    answers : tuple of TriedAnswer
        The solution, the right and the wrong ones.
    mutants : tuple of TriedMutant
        In the order of the notebook.
    float64 : dict of Case to str
        Cases that may ask for float64, and why.
    remarks : tuple of str
        What else an instructor should know.
    seconds : float
        Time that the mutants took.
    """

    exercise: str
    title: str
    notebook: str
    answers: tuple[TriedAnswer, ...]
    mutants: tuple[TriedMutant, ...]
    float64: dict[Case, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> Counter[str]:
        """Mutants by state."""
        return Counter(one.state for one in self.mutants)

    @property
    def killed(self) -> float:
        """The share of mutants that are killed, of those that were tried and are mistakes."""
        return self.counts["killed"] / self.tried if self.tried else 1.0

    @property
    def tried(self) -> int:
        """The number of mutants that were tried and are mistakes."""
        return self.counts.total() - self.counts["equivalent"] - self.counts["left out"]

    @property
    def survivors(self) -> tuple[TriedMutant, ...]:
        """The mutants that earn all points."""
        return tuple(one for one in self.mutants if one.state == "survived")

    @property
    def cases(self) -> dict[Case, tuple[int, int]]:
        """How many wrong answers and mutants each case fails, and how many it fails alone."""
        all_cases: dict[Case, None] = {}
        caught: Counter[Case] = Counter()
        alone: Counter[Case] = Counter()
        for kind, outcome in self._outcomes():
            all_cases.update(dict.fromkeys(outcome.cases))
            if kind in ("solution", "right"):
                continue
            failed = set(outcome.failed)
            caught.update(failed)
            alone.update(failed if len(failed) == 1 else ())
        return {case: (caught[case], alone[case]) for case in all_cases}

    @property
    def idle(self) -> tuple[Case, ...]:
        """The cases that never decide anything."""
        return tuple(case for case, (caught, _) in self.cases.items() if not caught)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the exercise or its answers, a sentence each."""
        told = []
        for one in self.answers:
            name = "the solution" if one.kind == "solution" else f"{one.kind}/{one.answer.name}"
            told += [f"{name}: {fault}" for fault in one.faults]
            told += [f"{name} earns all points of {question}" for question in one.weak]
            told += [
                f"{name}: the score of {question} changes with the seed: {_scores(scores)}"
                for question, scores in one.varying.items()
            ]
            told += [f"{name} in float32 fails {case}" for case in self._lost_in_float32(one)]
        return (*told, *self._broken())

    def _broken(self) -> list[str]:
        """Return where checks themselves failed, each place once, with an answer that shows it."""
        shown: dict[str, str] = {}
        for one in self.answers:
            for outcome in one.outcomes:
                for question, place in outcome.broken:
                    shown.setdefault(f"the check of {question} fails in {place}", one.answer.name)
        for tried in self.mutants:
            for question, place in tried.outcome.broken if tried.outcome else ():
                line = tried.mutant.after.strip()
                shown.setdefault(f"the check of {question} fails in {place}", line)
        return [f"{place}, with {answer}" for place, answer in shown.items()]

    def _lost_in_float32(self, one: TriedAnswer) -> Sequence[str]:
        if one.float32 is None:
            return ()
        before = set(one.outcomes[0].failed)
        lost = [case for case in one.float32.failed if case not in before]
        return [f"{name}: {case}" for name, case in lost if (name, case) not in self.float64]

    def _outcomes(self) -> list[tuple[str, Outcome]]:
        tried = [(one.kind, one.outcomes[0]) for one in self.answers]
        return tried + [("mutant", one.outcome) for one in self.mutants if one.outcome is not None]


def _scores(scores: Sequence[float]) -> str:
    counted = sorted(Counter(scores).items(), reverse=True)
    return ", ".join(f"{score:g} ({count} x)" for score, count in counted)
