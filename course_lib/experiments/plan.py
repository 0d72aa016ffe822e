"""A plan that is written before its trial, and what the trial then allows to say."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.atomic import writing
from course_lib.experiments.arms import as_seeds
from course_lib.experiments.judgement import BEFORE, CLAIMS, Judgement, judged
from course_lib.experiments.power import seeds_needed
from course_lib.experiments.statistics import as_confidence
from course_lib.experiments.tuning import Grid

if TYPE_CHECKING:
    from course_lib.experiments.comparison import Comparison

__all__ = ["Plan"]

_RUN = ("epochs", "batch_size", "resample", "tuning_seeds")  # of what is fixed, compare takes these
_TOLD = ("data", "train", "validation", "epochs")  # and a reader needs at least these
_SHOWN = 16  # digits of the digest


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A claim, how it will be tried, and what will be said of it: all before the first run.

    In the words of the tuning playbook, *scientific* parameters are what the claim is about,
    *nuisance* ones are tuned for each arm, *fixed* ones limit what the answer is about. Nothing can
    be changed afterwards: another plan has another digest and a later time.

    Parameters
    ----------
    claim : str
        One sentence that may turn out to be false.
    scientific : mapping of str to str
        For each arm what is particular to it; the first is the baseline.
    margin : float
        The smallest difference that matters, above 0, in the metric's unit.
    deviation : float
        Of the differences between pairs, as a pilot let expect; rather too large.
    seeds : int or sequence of int
        Of the trial.
    expects : str
        What the claim says of every arm but the baseline: ``"better"``, ``"worse"`` or ``"within
        the margin"``.
    nuisance : mapping of str to sequence, optional
        As `compare` takes it.
    fixed : mapping of str to str, int, float or bool, optional
        What all arms share. ``data`` (its name), ``train`` and ``validation`` (numbers of samples),
        ``epochs``, ``batch_size``, ``resample`` and ``tuning_seeds`` are held against the trial;
        others are repeated in the report, among them ``not tuned``, why nothing is.
    pilot_seeds : int or sequence of int, optional
        Those that gave the deviation; the trial needs others.
    metric : str
        As `compare` takes it.
    power : float
        Share of trials that are to find a difference as large as the margin; for a claim of
        ``"within the margin"`` the share that are to find it where there is no difference.
    confidence : float
        Of the whole table of verdicts.
    tested : str, optional
        The arm that will be scored on the test set, once; None scores nothing there.

    Attributes
    ----------
    made : float
        When it was made, in seconds since 1970, as ``time.time()`` gives it; not part of the
        digest.

    Raises
    ------
    TypeError, ValueError
        A value of another kind or out of range, fewer than two arms, or `tested` is none of them.

    Examples
    --------
    >>> plan = Plan(
    ...     claim="A hidden layer of 64 units beats one of 16.",
    ...     scientific={"16": "hidden=16", "64": "hidden=64"},
    ...     margin=0.01, deviation=0.012, seeds=14, pilot_seeds=range(100, 105),
    ...     nuisance={"learning_rate": [0.001, 0.01]},
    ...     fixed={"data": "digits", "train": 300, "validation": 1300, "epochs": 40},
    ... )
    >>> plan.seeds_needed, plan.objections()
    (14, [])
    >>> plan.digest
    '07483ab1e40af5a9'

    References
    ----------
    Godbole et al., Deep learning tuning playbook, 2023.
    Nosek et al., The preregistration revolution, PNAS 115, 2018.
    """

    claim: str
    scientific: Mapping[str, str]
    margin: float
    deviation: float
    seeds: Any
    expects: str = "better"
    nuisance: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    pilot_seeds: Any = ()
    metric: str = "accuracy"
    power: float = 0.8
    confidence: float = 0.95
    tested: str | None = None
    made: float = field(default=0.0, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        pilot = self.pilot_seeds
        checked: dict[str, Any] = {
            "claim": _text(self.claim, "claim"),
            "scientific": _texts(self.scientific, "scientific"),
            "margin": arguments.number(self.margin, "margin", above=0),
            "deviation": arguments.number(self.deviation, "deviation", above=0),
            "seeds": as_seeds(self.seeds),
            "expects": arguments.choice(self.expects, "expects", CLAIMS),
            "nuisance": Grid(self.nuisance).values if self.nuisance else {},
            "fixed": _plain(self.fixed, "fixed"),
            "pilot_seeds": () if isinstance(pilot, Sequence) and not pilot else as_seeds(pilot),
            "metric": _text(self.metric, "metric"),
            "power": arguments.number(self.power, "power", above=0, high=1),
            "confidence": as_confidence(self.confidence),
            "made": time.time(),
        }
        if len(checked["scientific"]) < 2:
            raise ValueError("scientific must name two arms at least, the baseline first")
        if self.tested is not None:
            arguments.choice(self.tested, "tested", checked["scientific"])
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def baseline(self) -> str:
        """The arm that the others are compared with: the first."""
        return next(iter(self.scientific))

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that another plan would not have, whatever its time."""
        content = json.dumps(self._content(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:_SHOWN]

    @property
    def seeds_needed(self) -> int:
        """How many seeds the margin needs; see `seeds_needed`.

        A claim of ``"within the margin"`` has to leave out the margin on both sides: that fails
        twice as often as one side does.

        Raises
        ------
        ValueError
            No number of seeds reaches the power.
        """
        rows = len(self.scientific) - 1
        both = self.expects == "within the margin"
        redrawn = bool(self.fixed.get("resample")) and {"train", "validation"} <= set(self.fixed)
        return seeds_needed(
            self.margin,
            self.deviation,
            power=(1 + self.power) / 2 if both else self.power,
            confidence=1 - (1 - self.confidence) / rows,
            test_share=self.fixed["validation"] / self.fixed["train"] if redrawn else None,
        )

    @property
    def settings(self) -> dict[str, Any]:
        """What the plan lays down of `compare`'s arguments: ``compare(arms, data, **settings)``."""
        given = {name: self.fixed[name] for name in _RUN if name in self.fixed}
        nuisance = dict(self.nuisance) or None
        return {"seeds": self.seeds, "metric": self.metric, "nuisance": nuisance, **given}

    def objections(self) -> list[str]:
        """Return what the plan itself lacks, in sentences without their full stop.

        Returns
        -------
        list of str
            Too few seeds for the margin, no pilot or seeds that it used, nothing tuned, something
            fixed that it does not tell. Empty where nothing is missing.
        """
        said = []
        try:
            if len(self.seeds) < self.seeds_needed:
                said.append(
                    f"{len(self.seeds)} seeds are too few: a margin of {self.margin:g} needs "
                    f"{self.seeds_needed}"
                )
        except ValueError as error:
            said.append(f"the margin is too small: {error}")
        if not self.pilot_seeds:
            said.append("no pilot gave the deviation")
        if used := sorted(set(self.seeds) & set(self.pilot_seeds)):
            said.append(f"the pilot has used seeds of the trial: {', '.join(map(str, used))}")
        if not self.nuisance and "not tuned" not in self.fixed:
            said.append("nothing is tuned, so one arm may have the better luck with its settings")
        if missing := [name for name in _TOLD if name not in self.fixed]:
            said.append(f"it does not say what is fixed: {', '.join(missing)}")
        return said

    def departures(self, comparison: Comparison) -> list[str]:
        """Return where a trial was not what was planned, in sentences without their full stop.

        Parameters
        ----------
        comparison : Comparison
            As `compare` returns it.

        Returns
        -------
        list of str
            Arms, seeds, metric, what was tuned or fixed, use of the test set, and a first run that
            is older than the plan. Empty where all is as planned.
        """
        found = comparison.followed()
        wanted = {
            "arms": list(self.scientific),
            "seeds": list(self.seeds),
            "metric": self.metric,
            "tuned": {name: list(values) for name, values in self.nuisance.items()},
            **{name: self.fixed[name] for name in found if name in self.fixed},
        }
        said = [
            f"{name}: planned {_shown(value)}, ran {_shown(found[name])}"
            for name, value in wanted.items()
            if found[name] != value
        ]
        allowed = [] if self.tested is None else [self.tested]
        if found["tested"] and found["tested"] != allowed:
            planned = _shown(allowed) or "nothing"
            said.append(f"test set: planned {planned}, scored {_shown(found['tested'])}")
        if found["began"] < self.made:
            said.append(BEFORE)
        return said

    def judge(self, comparison: Comparison) -> Judgement:
        """Return what the trial allows to say of the claim.

        Parameters
        ----------
        comparison : Comparison
            As `compare` returns it.

        Returns
        -------
        Judgement
            Its answer is ``"not as planned"`` where there are departures.
        """
        return judged(self, comparison)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, with ``digest`` and ``made``."""
        return {**self._content(), "digest": self.digest, "made": self.made}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Plan:
        """Return the plan that `to_dict` gave, with the time at which it was made.

        Parameters
        ----------
        plain : mapping
            Of plain values.

        Returns
        -------
        Plan
            Equal to the first.

        Raises
        ------
        TypeError, ValueError
            No plan, or one that was changed since its digest was taken.
        """
        names = [one.name for one in fields(cls) if one.init]
        if not isinstance(plain, Mapping) or not {*names, "digest", "made"} <= set(plain):
            raise ValueError("there is no plan in these values")
        plan = cls(**{name: plain[name] for name in names})
        if plan.digest != plain["digest"]:
            raise ValueError(
                f"the plan was changed since it was made: its digest was {plain['digest']} and is "
                f"{plan.digest} now"
            )
        object.__setattr__(plan, "made", arguments.number(plain["made"], "made", above=0))
        return plan

    def save(self, path: Any) -> Plan:
        """Write the plan to a file, or find it there as it was.

        Parameters
        ----------
        path : path
            A file; one that holds this very plan is left as it is.

        Returns
        -------
        Plan
            With the time of the file: a notebook that runs again keeps the first one.

        Raises
        ------
        ValueError
            The file holds another plan, or none: a changed plan needs a file of its own.
        """
        path = Path(path)
        if not path.exists():
            with writing(path) as file:
                file.write(json.dumps(self.to_dict(), indent=2, ensure_ascii=False).encode())
            return self
        first = self.load(path)
        if first.digest != self.digest:
            raise ValueError(
                f"{path.name} holds another plan, {first.digest}, and this one is {self.digest}: "
                "keep both, and say why there are two"
            )
        return first

    @classmethod
    def load(cls, path: Any) -> Plan:
        """Read a plan from a file.

        Parameters
        ----------
        path : path
            As `save` wrote it.

        Returns
        -------
        Plan
            With the time at which it was made.

        Raises
        ------
        ValueError
            The file holds no plan, or one that was changed since it was made.
        """
        try:
            plain = json.loads(Path(path).read_text("utf-8"))
        except json.JSONDecodeError as error:
            raise ValueError(f"{Path(path).name} holds no plan: {error}") from None
        return cls.from_dict(plain)

    def _content(self) -> dict[str, Any]:
        content = {one.name: getattr(self, one.name) for one in fields(self) if one.init}
        return json.loads(json.dumps(content))  # tuples as lists, as a file holds them


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{name} must be a text, got {arguments.shown(value)}")
    return " ".join(value.split())


def _texts(value: Any, name: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping by arm, got {arguments.shown(value)}")
    return {_text(arm, "each arm"): _text(told, f"{name}[{arm!r}]") for arm, told in value.items()}


def _plain(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping, got {arguments.shown(value)}")
    for key, part in value.items():
        if not isinstance(key, str) or not isinstance(part, str | int | float | bool):
            raise TypeError(f"{name}[{key!r}] must be a text, number or boolean")
    return dict(value)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} of {_shown(part)}" for key, part in value.items()) or "nothing"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
