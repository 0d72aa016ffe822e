"""Columns chosen by the labels of rows that are judged later."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding

__all__ = ["selected_on_judged"]

_KEPT = 0.5  # of the columns, at most
_FEWEST = 10  # columns that are compared


def selected_on_judged(log: Log) -> Iterator[Finding]:
    """Yield a finding for columns that were compared with the labels of judged rows, and chosen.

    Nobody can see which columns were kept. What is seen is that all columns of so many rows were
    compared, that models then learn from some of the columns, and that training and judged rows
    together are as many as were compared.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``fitted-on-judged``, where the columns are compared.
    """
    for compared in log.of("compare columns"):
        n, columns = compared.details["n"], compared.details["columns"]
        if columns < _FEWEST:
            continue
        pairs = [pair for pair in _pairs(log, compared) if pair[2] <= _KEPT * columns]
        if any(trained >= n for trained, _, _ in pairs):  # a part for training, and others apart
            continue
        whole = [pair for pair in pairs if 0.95 * n <= pair[0] + pair[1] <= n]
        if whole:
            yield Finding(
                "fitted-on-judged",
                "doubtful",
                compared.place,
                f"{columns} columns of {n} rows are compared with their labels, and models then "
                f"learn from {whole[0][2]} of them and are judged on some of these rows: of many "
                "columns some fit any labels by chance.",
                "Choose the columns by the training part alone, in each fold anew:\n"
                "make_pipeline(SelectKBest(k=...), model).",
                "01-normalisation",
                {"columns": columns, "kept": whole[0][2], "rows": n},
            )


def _pairs(log: Log, compared: Event) -> Iterator[tuple[int, int, int]]:
    """Yield how many rows a model learned from and was asked about, and how many columns."""
    last: dict[str, Event] = {}
    for event in log.of("fit", "judge", "predict", "cross-validate"):
        if event.number < compared.number or event.rows is None or len(event.rows.shape) != 2:
            continue
        width = event.rows.shape[1]
        if event.kind == "fit":
            last[event.subject] = event
        elif event.kind == "cross-validate":
            yield 0, len(event.rows), width
        elif (fit := last.get(event.subject)) is not None and fit.rows is not None:
            yield len(fit.rows), len(event.rows), width
