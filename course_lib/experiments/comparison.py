"""The result of a comparison: a table, paired differences, curves, and the test set once."""

from __future__ import annotations

import html
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.experiments import handed_out
from course_lib.experiments.cautions import cautions
from course_lib.experiments.run import Run, evaluate
from course_lib.experiments.sheet import Sheet, scope, sheet_of
from course_lib.experiments.significance import verdicts
from course_lib.experiments.statistics import lower_is_better, summary
from course_lib.experiments.trial import Trial

if TYPE_CHECKING:
    import keras
    import pandas as pd

__all__ = ["Comparison"]


class Comparison:
    """What `compare`, `ablate` and `sweep` return; it shows itself as a table.

    Parameters
    ----------
    runs : sequence of Run
        Every variant with every seed.
    data : Dataset
        Where `test` takes the test set from; nothing touches it before.
    metric : str
        What counts; its validation value chooses.
    trial : Trial, optional
        What was held still, varied and spent, for `sheet` and `warnings`.

    Attributes
    ----------
    columns : dict of str to mapping
        Further columns of the tables: for each the value of each variant.
    changes : dict of str to tuple of str
        What each variant of an ablation changes, in words.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> runs = [Run(name, seed, {"val_accuracy": [score]}, 0, 0.1, 10, lambda x, split: x)
    ...         for name, scores in {"a": [0.5, 0.75], "b": [0.75, 1.0]}.items()
    ...         for seed, score in enumerate(scores)]
    >>> result = Comparison(runs, SimpleNamespace(), metric="accuracy")
    >>> result.table()["mean"].to_dict()
    {'a': 0.625, 'b': 0.875}
    >>> float(result.differences("a").loc["b", "difference"])
    0.25
    """

    def __init__(
        self, runs: Sequence[Run], data: Any, *, metric: str, trial: Trial | None = None
    ) -> None:
        self.metric = metric
        self.columns: dict[str, Mapping[str, Any]] = {}
        self.changes: dict[str, tuple[str, ...]] = {}
        self._runs = {(run.variant, run.seed): run for run in runs}
        self._data = data
        self._trial = trial
        self._tested: list[str] = []
        self._margins: list[str] = []

    @property
    def variants(self) -> tuple[str, ...]:
        """Names, in the order given."""
        return tuple(dict.fromkeys(variant for variant, _ in self._runs))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that every variant ran with."""
        return tuple(dict.fromkeys(seed for _, seed in self._runs))

    @property
    def best(self) -> str:
        """The variant of the best mean on the validation data; of equal ones the first."""
        means = self.table()["mean"]
        if means.isna().all():
            raise ValueError(f"no variant has a mean {self.metric}: every one diverged")
        return str(means.idxmin() if lower_is_better(self.metric) else means.idxmax())

    @property
    def tuning(self) -> pd.DataFrame | None:
        """What chose nuisance parameters: one row a variant and choice, None without any.

        Columns ``variant``, one a parameter, ``mean``, ``deviation`` and ``n`` of the metric on the
        validation data over the tuning seeds, and ``chosen``.
        """
        tuning = None if self._trial is None else self._trial.tuning
        return None if tuning is None else tuning.table()

    @property
    def warnings(self) -> list[str]:
        """Sentences about what the figures do not allow to say; none where nothing is wrong.

        Variants that still improve when training ends, a nuisance parameter whose best value is at
        an end of its grid, runs that diverged, decided differences that are below the sampling
        error of the scored samples, one seed, data that hold samples tested on before, and, once
        `differences` was asked with a margin, seeds too few for it. See `cautions`.
        """
        runs = {variant: self._of(variant) for variant in self.variants}
        return [*cautions(runs, self.metric, self._trial), *self._margins]

    @property
    def histories(self) -> pd.DataFrame:
        """One row a variant, seed and epoch (from 1): loss, metrics and their ``val_`` twins."""
        import pandas as pd

        frames = []
        for run in self._runs.values():
            curves = pd.DataFrame(
                {name: run.history[name] for name in sorted(run.history, key=_rank)}
            )
            curves.insert(0, "epoch", range(1, len(curves) + 1))
            curves.insert(0, "seed", run.seed)
            curves.insert(0, "variant", run.variant)
            frames.append(curves)
        return self._with_columns(pd.concat(frames, ignore_index=True))

    @property
    def runs(self) -> pd.DataFrame:
        """One row a variant and seed: figures of the epoch whose weights it kept, and seconds."""
        import pandas as pd

        rows = [
            {"variant": run.variant, "seed": run.seed}
            | {name: run.at_kept(name) for name in sorted(run.history, key=_rank)}
            | {"epochs": len(next(iter(run.history.values()))), "seconds": run.seconds}
            for run in self._runs.values()
        ]
        return self._with_columns(pd.DataFrame(rows))

    def table(self, *, seconds: bool = True) -> pd.DataFrame:
        """Return one row a variant: mean, deviation, n, seconds, parameters.

        Parameters
        ----------
        seconds : bool
            Whether the median time of a run is given, which no two computers agree on.

        Returns
        -------
        pandas.DataFrame
            Index ``variant``. ``mean`` and ``deviation`` (of a sample, see `summary`) are those of
            the metric on the validation data over ``n`` seeds; with one seed there is no deviation.

        Raises
        ------
        TypeError
            `seconds` is neither True nor False.
        """
        import pandas as pd

        rows = {}
        for variant in self.variants:
            runs = self._of(variant)
            extra = {name: values.get(variant) for name, values in self.columns.items()}
            rows[variant] = extra | summary(self._scores(variant))._asdict()
            rows[variant]["seconds"] = float(pd.Series([run.seconds for run in runs]).median())
            rows[variant]["parameters"] = runs[0].parameters
        frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("variant")
        return frame if arguments.boolean(seconds, "seconds") else frame.drop(columns="seconds")

    def differences(
        self,
        baseline: str | None = None,
        *,
        margin: float | None = None,
        confidence: float = 0.95,
    ) -> pd.DataFrame:
        """Return how far each variant is from the baseline, in pairs of one seed, and the verdict.

        See `verdicts` for what interval, p and verdict mean and assume; the metric's name decides
        whether low is better.

        Parameters
        ----------
        baseline : str, optional
            Name of a variant; the first by default.
        margin : float, optional
            The largest difference that does not matter; without it nothing is ever "equal".
        confidence : float
            Of the whole table, above 0 and below 1.

        Returns
        -------
        pandas.DataFrame
            Index ``variant``; columns difference, deviation, n, low, high, p, verdict.

        Warns
        -----
        UserWarning
            A diverged run, a variant that is identical to the baseline, seeds too few for `margin`.

        Raises
        ------
        TypeError, ValueError
            No such variant, only one variant, or a margin or confidence out of range.
        """
        base = self.variants[0] if baseline is None else self._known(baseline, "baseline")
        if len(self.variants) < 2:
            raise ValueError("differences need two variants at least, got one")
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            table = verdicts(
                {variant: self._scores(variant) for variant in self.variants},
                base,
                margin=margin,
                confidence=confidence,
                test_share=None if self._trial is None else self._trial.test_share,
                lower_is_better=lower_is_better(self.metric),
            )
        for sentence in dict.fromkeys(str(warning.message) for warning in said):
            warnings.warn(sentence, stacklevel=2)
            if "too few" in sentence and sentence not in self._margins:
                self._margins.append(sentence)
        return table

    def models(self, variant: str | None = None) -> dict[int, keras.Model]:
        """Return the trained models of a variant by seed.

        Parameters
        ----------
        variant : str, optional
            Its name; the best by default.

        Returns
        -------
        dict of int to keras.Model
            Trained.

        Raises
        ------
        TypeError, ValueError
            No such variant, or the comparison kept no models.
        """
        name = self.best if variant is None else self._known(variant, "variant")
        models = {seed: self._runs[name, seed].model for seed in self.seeds}
        if None in models.values():
            raise ValueError("models were not kept: compare(..., keep_models=True) keeps them")
        return {seed: model for seed, model in models.items() if model is not None}

    def test(self, variant: str | None = None, *, again: str | None = None) -> pd.DataFrame:
        """Score one variant on the test set: once, since a set that was looked at chooses too.

        The samples count by their values: after this, no other comparison of the same data in this
        process gets them either.

        Parameters
        ----------
        variant : str, optional
            Its name; the best on the validation data by default.
        again : str, optional
            Why samples that were handed out before are needed again; `sheet` repeats it.

        Returns
        -------
        pandas.DataFrame
            One row, index ``variant``: mean, deviation, n of the metric over the seeds' models.

        Raises
        ------
        TypeError, ValueError
            The test set was handed out before, no such variant, or the models were not kept.
        """
        import pandas as pd

        name = self.best if variant is None else self._known(variant, "variant")
        if again is not None and (not isinstance(again, str) or not again.strip()):
            raise TypeError(f"again must say why, got {arguments.shown(again)}")
        models = self.models(name)
        x, y = self._data.test.x, self._data.test.y
        before = handed_out.first_look(x)
        if before is not None and again is None:
            raise ValueError(
                f"the test set was handed out already, for {before}: choosing by it would make it "
                "a validation set, and its figure a promise nobody keeps; test(again='why') says "
                "that you know"
            )
        handed_out.remember(x, repr(name))
        self._tested.append(f"{name}, again: {again}" if before is not None else name)
        scores = [
            evaluate(model, self._runs[name, seed].prepare(x, "test"), y)[self.metric]
            for seed, model in models.items()
        ]
        rows = {name: summary(scores)._asdict()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("variant")

    def sheet(self, *, seconds: bool = True) -> Sheet:
        """Return the trial sheet: what varied, was held still, tuned and spent, and how surely.

        Parameters
        ----------
        seconds : bool
            Whether the budget tells the seconds, which no two computers agree on.

        Returns
        -------
        Sheet
            Shows itself as text and as HTML; ``to_dict()`` and ``json()`` for programs.

        Raises
        ------
        ValueError
            The comparison was put together by hand, and nobody knows its plan.

        References
        ----------
        Godbole et al., Deep learning tuning playbook, 2023.
        """
        if self._trial is None:
            raise ValueError("sheet needs a comparison that compare, ablate or sweep made")
        runs = {variant: self._of(variant) for variant in self.variants}
        told = arguments.boolean(seconds, "seconds")
        of = self._trial, runs, self.metric, self._tested, self.warnings
        return sheet_of(*of, seconds=told)

    def followed(self) -> dict[str, Any]:
        """Return what a plan lays down, as it was: arms, seeds, what was tuned and fixed.

        Returns
        -------
        dict
            ``arms``, ``seeds``, ``metric``, ``tuned`` (values by parameter), ``tuning_seeds``,
            ``data``, ``train``, ``validation``, ``epochs``, ``batch_size``, ``resample``,
            ``tested`` (arms that were scored on the test set) and ``began`` (seconds since 1970).

        Raises
        ------
        ValueError
            As `sheet`.
        """
        if self._trial is None:
            raise ValueError("a plan needs a comparison that compare, ablate or sweep made")
        return {
            "arms": list(self.variants),
            "seeds": list(self.seeds),
            "metric": self.metric,
            "tested": list(self._tested),
            **self._trial.followed(),
        }

    def __str__(self) -> str:
        table = self.table(seconds=False).to_string(float_format="{:.4f}".format)
        return "\n".join([table, *self._notes()])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        table = self.table(seconds=False).to_html(float_format="{:.4f}".format)
        return table + "".join(f"<p>{html.escape(note)}</p>" for note in self._notes())

    def _notes(self) -> list[str]:
        """Return what stands below the table."""
        split = [] if self._trial is None else [scope(self._trial, len(self.seeds))]
        return [*split, *(f"Warning: {sentence}." for sentence in self.warnings)]

    def _of(self, variant: str) -> list[Run]:
        return [self._runs[variant, seed] for seed in self.seeds]

    def _scores(self, variant: str) -> list[float]:
        return [run.at_kept(f"val_{self.metric}") for run in self._of(variant)]

    def _known(self, variant: Any, name: str) -> str:
        return arguments.choice(variant, name, self.variants)

    def _with_columns(self, frame: pd.DataFrame) -> pd.DataFrame:
        for position, (name, values) in enumerate(self.columns.items(), start=1):
            frame.insert(position, name, frame["variant"].map(values))
        return frame


def _rank(name: str) -> tuple[bool, bool, str]:
    """Order figures as loss, metrics, validation loss, validation metrics."""
    return name.startswith("val_"), name.removeprefix("val_") != "loss", name
