"""What the benchmarks measured: our time and a peer's, in one interleaved run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib import arguments

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["timings"]

_FOLDER = Path(__file__).parent / "timings"


def timings(name: str) -> pd.DataFrame:
    """Return the stored result of a benchmark, as ``python benchmarks NAME`` measured it.

    Parameters
    ----------
    name : str
        Such as "pooling"; the message for any other name lists them.

    Returns
    -------
    pandas.DataFrame
        A row for each case and peer: ``ours_ms`` and ``peer_ms`` are medians in milliseconds,
        ``ratio`` is the peer's over ours. Its ``attrs`` hold data, date and machine.

    Raises
    ------
    TypeError, ValueError
        No such benchmark.

    Examples
    --------
    >>> list(timings("pooling").columns)[:5]
    ['case', 'ours_ms', 'peer', 'peer_ms', 'ratio']
    """
    import pandas as pd

    known = sorted(path.stem for path in _FOLDER.glob("*.json"))
    path = _FOLDER / f"{arguments.choice(name, 'name', known)}.json"
    stored = json.loads(path.read_text("utf-8"))
    table = pd.DataFrame(stored["rows"])
    table.attrs = {key: stored[key] for key in ("data", "date", "machine")}
    return table
