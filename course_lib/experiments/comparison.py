"""The result of a comparison: a table, paired differences, curves, and the test set once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.experiments.run import Run, evaluate
from course_lib.experiments.significance import verdicts
from course_lib.experiments.statistics import lower_is_better, summary

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

    def __init__(self, runs: Sequence[Run], data: Any, *, metric: str) -> None:
        self.metric = metric
        self.columns: dict[str, Mapping[str, Any]] = {}
        self.changes: dict[str, tuple[str, ...]] = {}
        self._runs = {(run.variant, run.seed): run for run in runs}
        self._data = data
        self._tested: str | None = None

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
    def histories(self) -> pd.DataFrame:
        """One row a variant, seed and epoch (from 1): loss, metrics and their val_ twins."""
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
            runs = [self._runs[variant, seed] for seed in self.seeds]
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
        return verdicts(
            {variant: self._scores(variant) for variant in self.variants},
            base,
            margin=margin,
            confidence=confidence,
            lower_is_better=lower_is_better(self.metric),
        )

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

    def test(self, variant: str | None = None) -> pd.DataFrame:
        """Score one variant on the test set: once, since a set that was looked at chooses too.

        Parameters
        ----------
        variant : str, optional
            Its name; the best on the validation data by default.

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
        if self._tested is not None:
            raise ValueError(
                f"the test set was handed out already, for {self._tested!r}: choosing by it would "
                "make it a validation set, and its figure a promise nobody keeps"
            )
        models = self.models(name)
        x, y = self._data.test.x, self._data.test.y
        self._tested = name
        scores = [
            evaluate(model, self._runs[name, seed].prepare(x, "test"), y)[self.metric]
            for seed, model in models.items()
        ]
        rows = {name: summary(scores)._asdict()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("variant")

    def __str__(self) -> str:
        return self.table(seconds=False).to_string(float_format="{:.4f}".format)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self.table(seconds=False).to_html(float_format="{:.4f}".format)

    def _scores(self, variant: str) -> list[float]:
        return [self._runs[variant, seed].at_kept(f"val_{self.metric}") for seed in self.seeds]

    def _known(self, variant: Any, name: str) -> str:
        return arguments.choice(variant, name, self.variants)

    def _with_columns(self, frame: pd.DataFrame) -> pd.DataFrame:
        for position, (name, values) in enumerate(self.columns.items(), start=1):
            frame.insert(position, name, frame["variant"].map(values))
        return frame


def _rank(name: str) -> tuple[bool, bool, str]:
    """Order figures as loss, metrics, validation loss, validation metrics."""
    return name.startswith("val_"), name.removeprefix("val_") != "loss", name
