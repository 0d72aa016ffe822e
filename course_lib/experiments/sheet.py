"""The trial sheet: everything that a reader must know to believe a comparison."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from course_lib.experiments.run import Run
from course_lib.experiments.trial import Trial
from course_lib.experiments.variant import Variant
from course_lib.models import Network

__all__ = ["Sheet", "scope", "sheet_of"]


@dataclass(frozen=True)
class Sheet:
    """Sections by title, each a sentence, a list of sentences, or entries by name.

    Parameters
    ----------
    sections : dict
        In the order in which they are read.

    Examples
    --------
    >>> print(Sheet({"splits": "one", "budget": {"a": "3 epochs"}}))
    splits  one
    budget  a: 3 epochs
    """

    sections: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the sections as plain values."""
        return json.loads(self.json())

    def json(self) -> str:
        """Return the sections as JSON."""
        return json.dumps(self.sections, indent=2, ensure_ascii=False)

    def __str__(self) -> str:
        width = max(map(len, self.sections)) + 2
        lines = []
        for title, content in self.sections.items():
            heads = [title, *[""] * len(_lines(content))]
            pairs = zip(heads, _lines(content), strict=False)
            lines += [f"{head:<{width}}{line}" for head, line in pairs]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{html.escape(title)}</th>'
            f'<td style="text-align:left">{_html(content)}</td></tr>'
            for title, content in self.sections.items()
        )
        return f"<table><tbody>{rows}</tbody></table>"


def sheet_of(
    trial: Trial,
    runs: Mapping[str, Sequence[Run]],
    metric: str,
    tested: Sequence[str],
    warnings: Sequence[str],
    *,
    seconds: bool = True,
) -> Sheet:
    """Return the sheet of a comparison.

    Parameters
    ----------
    trial : Trial
        Its plan.
    runs : mapping of str to sequence of Run
        Of each arm.
    metric : str
        What counts.
    tested : sequence of str
        Who was scored on the test set.
    warnings : sequence of str
        What the figures do not allow to say.
    seconds : bool
        Whether the budget tells them.

    Returns
    -------
    Sheet
        The sheet.
    """
    varied, still = _settings(trial)
    seeds = [run.seed for run in next(iter(runs.values()))]
    return Sheet(
        {
            "data": f"{trial.data}: {trial.train:,} samples trained, {trial.validation:,} scored",
            "metric": f"validation {metric} of the weights that each run kept",
            "varied": varied or "nothing",
            "held still": still,
            "tuned": _tuned(trial),
            "seeds": f"{len(seeds)}, the same for all: {', '.join(map(str, seeds))}",
            "splits": scope(trial, len(seeds)),
            "budget": {name: _budget(of, trial, seconds) for name, of in runs.items()},
            "test set": [f"scored {name}" for name in tested] or "not used",
            "warnings": list(warnings) or "none",
        }
    )


def scope(trial: Trial, seeds: int) -> str:
    """Return what split of the data a comparison holds for, in a sentence."""
    if trial.resample:
        return "Each seed drew its own training and validation samples, the same for all variants."
    runs = "one seed" if seeds == 1 else f"{seeds} seeds"
    return f"One split of the data, {runs}: what it shows holds for this split."


def _settings(trial: Trial) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the settings in which the arms differ, by arm, and those that all share."""
    told = {name: _told(arm, trial) for name, arm in trial.arms.items()}
    first = next(iter(told.values()))
    differing = [key for key in first if any(arm[key] != first[key] for arm in told.values())]
    varied = {
        name: "; ".join(f"{key.replace('_', ' ')} {arm[key]}" for key in differing)
        for name, arm in told.items()
        if differing
    }
    still = {
        key.replace("_", " "): value
        for key, value in first.items()
        if key not in differing and value not in ("none", "by default")
    }
    return varied, still | {"order of samples": "one a seed, the same for all"}


def _told(arm: Variant, trial: Trial) -> dict[str, str]:
    values = {field.name: getattr(arm, field.name) for field in fields(arm)}
    values |= {
        "epochs": arm.epochs or trial.epochs,
        "batch_size": arm.batch_size or trial.batch_size,
    }
    values["weights"] = "given" if arm.weights is not None else None
    told = {name: _word(value) for name, value in values.items()}
    if arm.learning_rate is None:
        told["learning_rate"] = "by default"
    return told


def _word(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Network):
        return f"{value.name} of " + ", ".join(_layer(layer) for layer in value.layers)
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return str(value.get("class_name", dict(value)))
    if isinstance(value, str | int | float):
        return str(value)
    return getattr(value, "__name__", None) or type(value).__name__


def _layer(layer: Any) -> str:
    values = " ".join(str(value) for value in layer.settings().values() if value is not None)
    return f"{type(layer).__name__} {values}".strip()


def _tuned(trial: Trial) -> Any:
    tuning = trial.tuning
    if tuning is None:
        return "nothing"
    chosen = {
        name: "; ".join(
            f"{key.replace('_', ' ')} {_word(v)}" for key, v in tuning.chosen(name).items()
        )
        for name in tuning.runs
    }
    tried = "; ".join(
        f"{key.replace('_', ' ')} of {', '.join(map(_word, values))}"
        for key, values in tuning.grid.values.items()
    )
    seeds = ", ".join(map(str, tuning.seeds))
    return {"tried": f"{tried}, for each variant, on seeds {seeds}", **chosen}


def _budget(runs: Sequence[Run], trial: Trial, seconds: bool) -> str:
    tuning = trial.tuning
    spent = [run for tried in tuning.runs[runs[0].variant] for run in tried] if tuning else []
    budget = f"{_spent(runs, trial, seconds)}, {runs[0].parameters:,} parameters"
    return f"{budget}; to tune {_spent(spent, trial, seconds)}" if spent else budget


def _spent(runs: Sequence[Run], trial: Trial, seconds: bool) -> str:
    epochs = [len(run.history["loss"]) for run in runs]
    each = str(epochs[0]) if len(set(epochs)) == 1 else f"{min(epochs)} to {max(epochs)}"
    spent = f"{len(runs)} runs of {each} epochs, {sum(epochs) * trial.train:,} images seen"
    return f"{spent}, {sum(run.seconds for run in runs):.1f} s" if seconds else spent


def _html(content: Any) -> str:
    return "<br>".join(map(html.escape, _lines(content)))


def _lines(content: Any) -> list[str]:
    if isinstance(content, Mapping):
        return [f"{name}: {value}" for name, value in content.items()]
    return [str(content)] if isinstance(content, str) else [str(line) for line in content]
