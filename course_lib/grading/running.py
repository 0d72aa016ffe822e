"""Grades one submission: its code runs behind walls, its answers are checked here."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from course_lib.grading.checks import Question, grade, grading_order
from course_lib.grading.handed_in import HandedIn, read_handed_in
from course_lib.grading.notebooks import Cell
from course_lib.grading.results import QuestionResult, SubmissionResult
from course_lib.grading.student import Student, Unanswered
from course_lib.grading.values import wire
from course_lib.grading.values.limits import NotPlain
from course_lib.kernels.limits import Limits
from course_lib.kernels.sandboxed import REPLY, SandboxedKernel
from course_lib.kernels.warm import MODULES, ParentDied, WarmParent

__all__ = ["Grader", "masked", "modules_without", "seed_of", "submission_key"]

VERSION = 1  # part of every key: raise it when the same submission would be graded differently
CELL = 120.0  # seconds that one cell may take
RESTARTS = 4
TRIES = 3  # to start a kernel, before any student's code has run
PARENTS = 2  # each has TensorFlow in its memory
_SHOWN = 20_000
_TOLD = 50

_REASONS = {
    "memory": "more memory than the {memory} MB that a submission may use",
    "cpu": "more than the {cpu:.0f} s of computing that a submission may use",
    "wall": "longer than the {wall:.0f} s that a submission may take",
    "processes": "more than the {processes} processes and threads that a submission may start",
    "output": "more output than the {output} MB that a submission may print",
}


def submission_key(content: bytes, digest: str) -> str:
    """Return what identifies a result: the submission's bytes and the exercise's digest.

    Parameters
    ----------
    content : bytes
        What was handed in.
    digest : str
        ``Exercise.digest``.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> submission_key(b"", "a") == submission_key(b"", "b")
    False
    """
    return hashlib.sha256(b"%d:%s:%s" % (VERSION, digest.encode(), content)).hexdigest()


def seed_of(key: str, secret: str) -> int:
    """Return the seed of a submission's inputs.

    Parameters
    ----------
    key : str
        From `submission_key`; whoever has the release can work it out.
    secret : str
        What nobody has who has the release: else a student could look for a submission whose seed
        fits the answers that are written into it.

    Returns
    -------
    int
        Below 2 ** 32.

    Examples
    --------
    >>> seed_of("a", "x") == seed_of("a", "y")
    False
    """
    return int(hashlib.sha256(f"{key}:{secret}".encode()).hexdigest()[:8], 16)


def masked(forbidden: Sequence[str]) -> list[str]:
    """Return the files and folders of modules.

    Parameters
    ----------
    forbidden : sequence of str
        Names, as in ``import``.

    Returns
    -------
    list of str
        Paths; of a module that is not installed, none.

    Examples
    --------
    >>> [path.endswith("normalize") for path in masked(["course_lib.normalize"])]
    [True]
    """
    paths: list[str] = []
    for name in forbidden:
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            spec = None
        if spec is None:
            continue
        if spec.submodule_search_locations:
            paths += list(spec.submodule_search_locations)
        elif spec.origin and Path(spec.origin).exists():
            compiled = Path(spec.origin).parent / "__pycache__"
            paths += [spec.origin, *([str(compiled)] if compiled.is_dir() else [])]
    # Behind a link the sandbox has a folder under one name or the other, or under both.
    return list(dict.fromkeys([*paths, *(str(Path(path).resolve()) for path in paths)]))


def modules_without(forbidden: Sequence[str], modules: Sequence[str] = MODULES) -> tuple[str, ...]:
    """Return what a warm parent may import where some modules must not even be in its memory.

    Parameters
    ----------
    forbidden : sequence of str
        Names of modules.
    modules : sequence of str
        What it would import.

    Returns
    -------
    tuple of str
        Part of `modules`.

    Examples
    --------
    >>> "sklearn.ensemble" in modules_without(["sklearn.preprocessing"])
    False
    """
    roots = {name.partition(".")[0] for name in forbidden} - {"course_lib"}
    return tuple(module for module in modules if module.partition(".")[0] not in roots)


_Graded = tuple[list[str], str, dict[str, QuestionResult]]


@dataclass
class _Attempt:
    """A kernel in which the notebook has run."""

    kernel: SandboxedKernel
    problems: list[str]
    output: str


class Grader:
    """Grades submissions of exercises, one after another, each in a kernel of its own.

    A parent process is kept warm between submissions, and another one for questions that forbid
    what it has imported. It is replaced when it dies, and the submission that was running then is
    tried once more with the new one.

    Parameters
    ----------
    limits : Limits, optional
        What a submission may use.
    modules : sequence of str, optional
        What the parent imports.

    Examples
    --------
    >>> with Grader() as grader:
    ...     grader.limits.processes
    128
    """

    def __init__(
        self, limits: Limits | None = None, *, modules: Sequence[str] | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._modules = tuple(MODULES if modules is None else modules)
        self._parents: dict[tuple[tuple[str, ...], tuple[str, ...]], WarmParent] = {}

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the warm parents."""
        while self._parents:
            self._parents.popitem()[1].close()

    def grade(
        self,
        content: bytes,
        *,
        student: str,
        exercise: str,
        digest: str,
        questions: Sequence[Question],
        released: Sequence[Cell],
        forbidden: Sequence[str] = (),
        files: dict[str, bytes] | None = None,
        secret: str = "",
        proven: bool = False,
    ) -> SubmissionResult:
        """Return the outcome of one submission; whatever it does is part of the outcome.

        Parameters
        ----------
        content : bytes
            What was handed in.
        student, exercise, digest : str
            Whose it is, of which exercise, and the exercise's digest.
        questions : sequence of Question
            Of the exercise, in its order.
        released : sequence of Cell
            The notebook that students got.
        forbidden : sequence of str
            Modules that no submission of the exercise may import.
        files : dict of str to bytes
            What lies beside the notebook.
        secret : str
            Decides the inputs together with the submission.
        proven : bool
            Whether the checks have been seen to work on a right solution: then an answer that a
            check stumbles over is wrong.

        Returns
        -------
        SubmissionResult
            With every question.

        Raises
        ------
        ChecksBroken
            A check failed through no fault of the student's.
        OSError
            There is no sandbox here.
        ParentDied
            No kernel could be started, again and again.
        """
        start = time.monotonic()
        key = submission_key(content, digest)
        handed = read_handed_in(content, released)
        results: dict[str, QuestionResult] = {}
        problems, output = [_plain(problem) for problem in handed.problems[:_TOLD]], ""
        for modules, group in _groups(questions):
            banned = tuple(dict.fromkeys([*forbidden, *modules]))
            automatic = [question for question in group if not question.manual]
            for question in group:
                if question.manual:
                    results[question.name] = _by_hand(question, handed)
            if not automatic:
                continue
            if not handed.code:
                results |= {q.name: QuestionResult.missing(q) for q in automatic}
                continue
            told, printed, graded = self._again_if_lost(
                handed, automatic, banned, seed_of(key, secret), files or {}, proven
            )
            problems += [problem for problem in told if problem not in problems]
            output = output or printed
            results |= graded
        return SubmissionResult(
            student=student,
            exercise=exercise,
            key=key,
            questions=tuple(results[question.name] for question in questions),
            problems=tuple(problems[:_TOLD]),
            output=output,
            seconds=round(time.monotonic() - start, 3),
        )

    def _again_if_lost(self, *arguments: Any) -> _Graded:
        """Grade once more when the parent died meanwhile: once, that may be another's doing."""
        outcome = self._graded(*arguments)
        if not all(parent.alive for parent in self._parents.values()):
            self.close()
            outcome = self._graded(*arguments)
        return outcome

    def _graded(
        self,
        handed: HandedIn,
        questions: Sequence[Question],
        forbidden: tuple[str, ...],
        seed: int,
        files: dict[str, bytes],
        proven: bool,
    ) -> _Graded:
        """Grade questions in one kernel, or in several where a question ends its kernel."""
        end = time.monotonic() + self.limits.wall
        graded: dict[str, QuestionResult] = {}
        problems: list[str] = []
        output, attempt, restarts = "", None, 0
        try:
            for question in grading_order(questions):
                if attempt is None or attempt.kernel.verdict is not None:
                    if restarts > RESTARTS or time.monotonic() > end:
                        graded[question.name] = _lost(question)
                        continue
                    restarts += 1
                    if attempt is not None:
                        attempt.kernel.close()
                    attempt = self._attempt(handed, forbidden, files)
                    problems += [one for one in attempt.problems if one not in problems]
                    output = output or attempt.output
                    if attempt.kernel.verdict is not None:
                        # The notebook itself ends its kernel, and would each time.
                        restarts = RESTARTS + 1
                        graded[question.name] = _lost(question)
                        continue
                ask = _channel(attempt.kernel)
                graded[question.name] = _discreet(
                    grade(question, Student(ask, seed=seed), proven=proven)
                )
        finally:
            if attempt is not None:
                attempt.kernel.close()
        return problems, output, graded

    def _attempt(
        self, handed: HandedIn, forbidden: tuple[str, ...], files: dict[str, bytes]
    ) -> _Attempt:
        kernel = self._kernel(forbidden)
        problems: list[str] = []
        output = ""
        try:
            kernel.run(_prelude(forbidden, files), timeout=60)
            for number, source in enumerate(handed.code, start=1):
                answer = kernel.run(source, timeout=CELL)
                output = (output + answer.output)[:_SHOWN]
                if kernel.verdict is not None:
                    problems.append(_ending(kernel, number))
                    break
                if answer.error is not None and len(problems) < _TOLD:
                    name, message = answer.error
                    problems.append(f"Code cell {number}: {name[:60]}: {_line(message)}")
        except BaseException:
            kernel.close()
            raise
        return _Attempt(kernel, problems, output)

    def _kernel(self, forbidden: tuple[str, ...]) -> SandboxedKernel:
        for _ in range(TRIES - 1):
            try:
                return SandboxedKernel(self._warm(forbidden), self.limits, masked(forbidden))
            except ParentDied:
                self.close()
        return SandboxedKernel(self._warm(forbidden), self.limits, masked(forbidden))

    def _warm(self, forbidden: tuple[str, ...]) -> WarmParent:
        # The parent imports nothing of the course's own library but what serves it.
        barred = tuple(name for name in forbidden if name.partition(".")[0] != "course_lib")
        loaded = (modules_without(forbidden, self._modules), barred)
        parent = self._parents.pop(loaded, None)
        if parent is not None and not parent.alive:
            parent.close()
            parent = None
        if parent is None:
            if len(self._parents) >= PARENTS:
                self._parents.pop(next(iter(self._parents))).close()
            parent = WarmParent(confined=True, modules=loaded[0], barred=barred)
        self._parents[loaded] = parent
        return parent


def _groups(questions: Sequence[Question]) -> list[tuple[tuple[str, ...], list[Question]]]:
    """Return questions by what is forbidden: each group has a kernel of its own."""
    groups: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        groups.setdefault(tuple(sorted(question.forbidden)), []).append(question)
    return list(groups.items())


def _prelude(forbidden: Sequence[str], files: dict[str, bytes]) -> str:
    """Return what runs before the notebook: the files beside it, a clear word on what is barred."""
    lines = ["import sys as _sys, base64 as _base64"]
    lines += [f"_sys.modules[{name!r}] = None" for name in forbidden]
    for name, content in files.items():
        text = base64.b64encode(content).decode()
        lines.append(f"open({name!r}, 'wb').write(_base64.b64decode({text!r})) and None")
    return "\n".join([*lines, "del _sys, _base64"])


def _channel(kernel: SandboxedKernel) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def ask(request: dict[str, Any]) -> dict[str, Any]:
        seconds = float(request.get("timeout", 60.0))
        text = json.dumps(wire.write(request))
        # In base64 an answer of any kind is one plain text on its way.
        code = (
            "__import__('IPython.display', fromlist=['display']).display({"
            f"{REPLY!r}: __import__('base64').b64encode("
            "__import__('course_lib.grading.answering', fromlist=['answer_text'])"
            f".answer_text({text}, globals()).encode()).decode()}}, raw=True)"
        )
        answer = kernel.run(code, timeout=seconds)
        if kernel.verdict is not None:
            ended = kernel.verdict.reason
            raise Unanswered(_ending(kernel), timeout=ended in ("silent", "wall", "cpu"))
        if answer.error is not None and answer.error[0] == "TimeoutError":
            raise Unanswered(f"no answer within {seconds:.0f} s", timeout=True)
        if len(answer.replies) != 1:
            raise NotPlain("the answer did not arrive")
        return wire.read(_decoded(answer.replies[0]))

    return ask


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise NotPlain("the answer cannot be read") from None


def _ending(kernel: SandboxedKernel, cell: int | None = None) -> str:
    """Return a sentence on why a kernel ended."""
    reason = kernel.verdict.reason if kernel.verdict else "lost"
    where = "The notebook" if cell is None else f"Code cell {cell}"
    limits = kernel.limits
    if reason in _REASONS:
        amounts = {
            "memory": limits.memory // 2**20,
            "output": limits.output // 2**20,
            "cpu": limits.cpu,
            "wall": limits.wall,
            "processes": limits.processes,
        }
        return f"{where} took {_REASONS[reason].format(**amounts)}, and was ended."
    if reason == "silent":
        return f"{where} gave no answer in time and could not be interrupted; it was ended."
    return f"{where} ended the kernel that it ran in."


def _by_hand(question: Question, handed: HandedIn) -> QuestionResult:
    missing = question.name not in handed.answers
    return QuestionResult(
        name=question.name,
        points=question.points,
        score=0.0 if missing else None,
        state="missing" if missing else "manual",
        extra=question.extra,
    )


def _discreet(result: QuestionResult) -> QuestionResult:
    """Return a result without what the student's code said while it was asked hidden questions."""
    return replace(result, message="", output="") if result.hidden else result


def _lost(question: Question) -> QuestionResult:
    return QuestionResult(
        name=question.name,
        points=question.points,
        score=0.0,
        state="error",
        hidden=question.hidden,
        extra=question.extra,
        message="The notebook did not run to its end.",
    )


def _plain(text: str) -> str:
    """Return text that every file and every database takes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0][:300] if lines else ""
