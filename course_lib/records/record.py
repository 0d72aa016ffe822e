"""A record: the rows that a script measured by arm and seed, and where they come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.records.rows import best_values, curves, number, seeds_held, without_curves

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Record"]


class Record:
    """What `load` returns; it shows itself as a table with one line about its origin.

    Parameters
    ----------
    content : dict
        What the record's file holds: ``arms``, ``runs`` (each with arm, seed and rows),
        ``sessions`` (each with machine and date), and what the script says of itself.

    Attributes
    ----------
    name, question, data : str
        The script's name, the question it answers, the data set.
    arms : tuple of str
        In the script's order, those that hold at least one run.
    metric : str
        What counts, where no other is named.
    by : tuple of str
        The columns that tell the rows of one arm and seed apart.
    test_share : float or None
        Scored over trained on, where each seed drew the split anew.
    chosen : dict of str to float
        By arm, what `tuned` chose.

    Examples
    --------
    >>> runs = [{"arm": arm, "seed": seed, "session": 0, "rows": [{"accuracy": score}]}
    ...         for arm, scores in {"a": [0.5, 0.75], "b": [0.75, 1.0]}.items()
    ...         for seed, score in enumerate(scores)]
    >>> content = {"name": "halves", "question": "?", "data": "digits", "arms": ["a", "b"],
    ...            "asked": 3, "runs": runs, "command": "python benchmarks/records halves",
    ...            "sessions": [{"machine": "two-core x86-64", "date": "2026-11-27"}]}
    >>> record = Record(content)
    >>> record.summary()["mean"].to_dict()
    {'a': 0.625, 'b': 0.875}
    >>> record.provenance
    'digits, 2 of 3 seeds, two-core x86-64, 2026-11-27, python benchmarks/records halves'
    """

    def __init__(self, content: dict[str, Any]) -> None:
        self.name: str = content["name"]
        self.question: str = content["question"]
        self.data: str = content["data"]
        self.metric: str = content.get("metric") or "accuracy"
        self.by: tuple[str, ...] = tuple(content.get("by") or ())
        self.test_share: float | None = content.get("test_share")
        self.command: str = content["command"]
        self._asked: int = content["asked"]
        self._runs: list[dict[str, Any]] = content["runs"]
        used = sorted({run["session"] for run in self._runs})
        self._sessions = [content["sessions"][position] for position in used]
        held = {run["arm"] for run in self._runs}
        self.arms: tuple[str, ...] = tuple(arm for arm in content["arms"] if arm in held)
        self.chosen: dict[str, Any] = {}
        self._kept: tuple[str, ...] = ()  # what was chosen of the rows, in words

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that every arm holds, in order."""
        return self._common(self.arms)

    @property
    def date(self) -> str:
        """Day of the last run, as YYYY-MM-DD."""
        return max(str(session["date"]) for session in self._sessions)

    @property
    def machine(self) -> str:
        """The machine, or all that took part."""
        return " and ".join(dict.fromkeys(session["machine"] for session in self._sessions))

    @property
    def provenance(self) -> str:
        """One line: data, seeds, machine, date and the command that makes the record."""
        counts = [len(self._seeds_of(arm)) for arm in self.arms]
        seeds = seeds_held(min(counts), max(counts), self._asked)
        return ", ".join([self.data, *self._kept, seeds, self.machine, self.date, self.command])

    @property
    def table(self) -> pd.DataFrame:
        """One row for each that was measured: arm, seed and its figures, without the curves."""
        import pandas as pd

        rows = [
            {"arm": run["arm"], "seed": run["seed"]}
            | {name: number(value) for name, value in without_curves(row).items()}
            for run, row in self._rows()
        ]
        return pd.DataFrame(rows)

    def where(self, **values: Any) -> Record:
        """Return the record of those rows alone whose columns have the given values.

        Parameters
        ----------
        **values : float, str, or list of these
            By column, such as ``scale=4``; ``arm=["...", "..."]`` and ``seed=...`` are columns too.

        Returns
        -------
        Record
            With the same origin.

        Raises
        ------
        ValueError
            No such column, or no row with such a value; the message lists those that there are.
        """
        table = self.table
        wanted = {k: list(v) if isinstance(v, list | tuple) else [v] for k, v in values.items()}
        for name, some in wanted.items():
            column = table[arguments.choice(name, "column", list(table.columns))]
            for value in some:
                if not (column == value).any():
                    known = ", ".join(str(one) for one in column.drop_duplicates())
                    raise ValueError(
                        f"no row of {self.name!r} has {name} = {value}: there are {known}"
                    )
        part = self._part(lambda row: _matches(row, wanted))
        if not part._runs:
            raise ValueError(f"no row of {self.name!r} has all of {values}")
        kept = (f"{name} = {value}" for name, value in values.items() if name != "arm")
        part._kept = (*self._kept, *kept)
        return part

    def tuned(self, column: str, *, seeds: Sequence[int], metric: str | None = None) -> Record:
        """Return each arm at its own best value of a column, chosen on seeds that are left out.

        Parameters
        ----------
        column : str
            One of `by`, such as "rate".
        seeds : sequence of int
            What the mean is taken over that chooses; no later figure uses them.
        metric : str, optional
            What chooses; the record's own metric by default.

        Returns
        -------
        Record
            The other seeds; `chosen` holds each arm's value.

        Raises
        ------
        TypeError, ValueError
            No such column, seeds that an arm lacks, or none that are left.

        Warns
        -----
        UserWarning
            An arm's best value stands at the end of those that were tried.

        References
        ----------
        Godbole et al., Deep learning tuning playbook, 2023 (nuisance parameters).
        """
        arguments.choice(column, "column", self.by)
        if not set(seeds) < set(self.seeds):
            raise ValueError(f"seeds must be some of {self.seeds}, not all, got {list(seeds)}")
        rows = self.table[self.table["seed"].isin(seeds)]
        chosen = best_values(rows, column, self._metric(metric), self.arms)
        part = self._part(lambda r: r["seed"] not in seeds and r[column] == chosen[r["arm"]])
        part.by = tuple(name for name in self.by if name != column)
        part.chosen = chosen
        part._asked = self._asked - len(seeds)
        part._kept = (*self._kept, f"{column} tuned on {len(seeds)} other")
        return part

    def summary(self, metric: str | None = None) -> pd.DataFrame:
        """Return mean, deviation and number of seeds for each arm.

        Parameters
        ----------
        metric : str, optional
            A column of numbers; the record's own metric by default.

        Returns
        -------
        pandas.DataFrame
            Index ``arm``, and the columns that tell the rows of a run apart, where there are any;
            columns mean, deviation (of a sample) and n.

        Raises
        ------
        TypeError, ValueError
            No such column, or one that holds no numbers.
        """
        import pandas as pd

        from course_lib.experiments.statistics import summary

        metric = self._metric(metric)
        keys = ["arm", *self._open_columns()]
        groups = self.table.groupby(keys, sort=False)[metric]
        rows = {name: summary(scores)._asdict() for name, scores in groups}
        frame = pd.DataFrame.from_dict(rows, orient="index")
        if len(keys) > 1:
            frame.index = pd.MultiIndex.from_tuples(list(rows), names=keys)
            return frame
        frame.index = pd.Index([name[0] if isinstance(name, tuple) else name for name in rows])
        return frame.rename_axis("arm").loc[list(self.arms)]

    def differences(
        self,
        baseline: str | None = None,
        *,
        metric: str | None = None,
        margin: float | None = None,
        confidence: float = 0.95,
    ) -> pd.DataFrame:
        """Return how far each arm is from the baseline, in pairs of one seed, with a verdict.

        Parameters
        ----------
        baseline : str, optional
            Name of an arm; the first by default.
        metric : str, optional
            A column of numbers; the record's own metric by default.
        margin : float, optional
            Differences below it do not matter; only with it "equal" is a possible verdict.
        confidence : float
            Above 0 and below 1.

        Returns
        -------
        pandas.DataFrame
            As of `experiments.verdicts`, over the seeds that all arms hold. Where the script drew
            the split anew for each seed, intervals have Nadeau and Bengio's correction.

        Raises
        ------
        TypeError, ValueError
            No such arm or column, or rows of one arm and seed that `where` must tell apart first.
        """
        from course_lib.experiments.significance import verdicts
        from course_lib.experiments.statistics import lower_is_better

        metric = self._metric(metric)
        return verdicts(
            self.scores(metric),
            self.arms[0] if baseline is None else arguments.choice(baseline, "baseline", self.arms),
            margin=margin,
            confidence=confidence,
            test_share=self.test_share,
            lower_is_better=lower_is_better(metric),
        )

    def scores(self, metric: str | None = None) -> dict[str, list[float]]:
        """Return the scores of each arm, in the order of `seeds`.

        Parameters
        ----------
        metric : str, optional
            A column of numbers; the record's own metric by default.

        Returns
        -------
        dict of str to list of float
            By arm.

        Raises
        ------
        TypeError, ValueError
            No such column, or rows of one arm and seed that `where` must tell apart first.
        """
        metric = self._metric(metric)
        columns = self._open_columns()
        if columns:
            name = columns[0]
            value = next(row[name] for _, row in self._rows())
            raise ValueError(
                f"rows of one arm and seed differ in {' and '.join(columns)}: choose one first, "
                f"such as .where({name}={value!r})"
            )
        table = self.table.set_index(["arm", "seed"])[metric]
        return {arm: [float(table[arm, seed]) for seed in self.seeds] for arm in self.arms}

    def curves(self) -> pd.DataFrame:
        """Return one row for each epoch (from 1) of each arm and seed.

        Returns
        -------
        pandas.DataFrame
            Columns arm, seed, those of `by`, epoch, and each curve under its name without
            ``_curve``, which ends in NaN where another has more points. Empty where the script
            kept no curves.
        """
        return curves(self._rows(), self.by)

    def _part(self, keeps: Callable[[dict[str, Any]], bool]) -> Record:
        """Return the record of those rows alone that `keeps` accepts."""
        part = object.__new__(Record)
        part.__dict__ |= self.__dict__
        part._runs = [
            run | {"rows": rows}
            for run in self._runs
            if (rows := [row for row in run["rows"] if keeps(run | row)])
        ]
        held = {run["arm"] for run in part._runs}
        part.arms = tuple(arm for arm in self.arms if arm in held)
        return part

    def __str__(self) -> str:
        return f"{self.summary().to_string(float_format='{:.4f}'.format)}\n{self.provenance}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        import html

        table = self.summary().to_html(float_format="{:.4f}".format)
        return f'{table}\n<p class="provenance">{html.escape(self.provenance)}</p>'

    def _rows(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        places = {arm: position for position, arm in enumerate(self.arms)}
        ordered = sorted(
            (run for run in self._runs if run["arm"] in places),
            key=lambda run: (places[run["arm"]], run["seed"]),
        )
        return [(run, row) for run in ordered for row in run["rows"]]

    def _seeds_of(self, arm: str) -> set[int]:
        return {run["seed"] for run in self._runs if run["arm"] == arm}

    def _common(self, arms: Sequence[str]) -> tuple[int, ...]:
        return tuple(sorted(set.intersection(*(self._seeds_of(arm) for arm in arms))))

    def _open_columns(self) -> list[str]:
        """Return the columns that tell rows of one run apart and have more than one value left."""
        table = self.table
        return [name for name in self.by if table[name].nunique() > 1]

    def _metric(self, metric: str | None) -> str:
        numbers = list(self.table.select_dtypes("number").columns.drop(["seed"]))
        return arguments.choice(self.metric if metric is None else metric, "metric", numbers)


def _matches(row: dict[str, Any], wanted: dict[str, list[Any]]) -> bool:
    return all(name in row and row[name] in some for name, some in wanted.items())
