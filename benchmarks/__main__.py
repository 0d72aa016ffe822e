"""Run every benchmark, one after another, and print one table of all results.

Usage: python benchmarks [NAME ...], where bench_NAME.py is a file of this folder.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

from rich.console import Console
from rich.table import Table

HERE = pathlib.Path(__file__).parent


def available() -> list[str]:
    """Return the names of the benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def table_of_results() -> Table:
    """Return all stored results as one table."""
    table = Table(title="Medians of interleaved runs; ratio = peer / ours")
    for column in ("benchmark", "case", "ours, ms", "peer", "peer, ms", "ratio", "target", "date"):
        table.add_column(column, overflow="fold")
    for path in sorted((HERE / "results").glob("*.json")):
        record = json.loads(path.read_text())
        for row in record["rows"]:
            table.add_row(
                record["benchmark"],
                str(row["case"]),
                f"{row['ours_ms']:.4g}",
                row["peer"] or "",
                _figure(row["peer_ms"], 4),
                _figure(row["ratio"], 3),
                str(row.get("target", "")),
                record["date"],
            )
    return table


def _figure(value: float | None, digits: int) -> str:
    """Return a number in so many digits; a case without a peer has none."""
    return "" if value is None else f"{value:.{digits}g}"


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, each in a process of its own; return the exit status."""
    console = Console()
    unknown = sorted(set(names) - set(available()))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}: there are {', '.join(available())}")
        return 2
    failed = []
    for name in names or available():
        console.rule(name)
        script = HERE / f"bench_{name}.py"
        if subprocess.run([sys.executable, script], check=False).returncode:
            failed.append(name)
    console.print(table_of_results())
    if failed:
        console.print(f"[red]failed:[/] {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
