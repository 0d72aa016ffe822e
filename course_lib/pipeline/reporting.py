"""What a run folder says in words, and many of them in one table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from course_lib.pipeline import folders

__all__ = ["page", "report"]


def report(folder: str | Path) -> pd.DataFrame:
    """Return a row for each evaluated run below a folder.

    Parameters
    ----------
    folder : path
        That of one run or of many.

    Returns
    -------
    pandas.DataFrame
        Index run, the folder's path from here; columns regions, seed (of the weights), copies,
        epochs_run, best_epoch and the scores.

    Raises
    ------
    ValueError
        No run below it has been evaluated.

    References
    ----------
    Document S0, its `artifacts_reporter`.
    """
    place = Path(folder)
    rows = {}
    for path in sorted(place.rglob(folders.EVALUATED)):
        found = folders.read_json(path, "evaluate")
        prepared = folders.read_json(path.parent / folders.PREPARED, "prepare")
        trained = folders.read_json(path.parent / folders.TRAINED, "train")
        rows[str(path.parent.relative_to(place))] = {
            "regions": prepared["settings"]["regions"],
            "seed": trained["seed"],
            "copies": found["settings"]["copies"],
            "epochs_run": trained["epochs_run"],
            "best_epoch": trained["best_epoch"],
            **found["scores"],
        }
    if not rows:
        raise ValueError(f"folder must hold an evaluated run, but {place} has none")
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("run")


def page(folder: Path) -> str:
    """Return a page in Markdown: what was prepared, trained and found.

    Parameters
    ----------
    folder : pathlib.Path
        Of a run, evaluated; what is missing of the other steps is left out.

    Returns
    -------
    str
        The page.
    """
    found = folders.read_json(folder / folders.EVALUATED, "evaluate")
    lines = ["# Run", ""]
    for step, name in (("Prepared", folders.PREPARED), ("Trained", folders.TRAINED)):
        if (folder / name).is_file():
            told = folders.read_json(folder / name, step)
            told = told.get("settings", told)
            lines += [f"## {step}", ""]
            lines += [f"- {key}: {value}" for key, value in told.items() if key != "network"]
            lines.append("")
    lines += ["## Evaluated on the test part", ""]
    lines += [f"- {key}: {value}" for key, value in found["settings"].items()]
    lines += ["", "| score | |", "|---|---|"]
    lines += [f"| {name} | {value:.4f} |" for name, value in found["scores"].items()]
    lines += ["", "| class | right |", "|---|---|"]
    lines += [f"| {name} | {value:.4f} |" for name, value in found["classes"].items()]
    return "\n".join(lines) + "\n"
