"""A journal of work keeps what was done, for the same work only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from course_lib.journal import Journal, array_digest, as_folder, source_digest

IDENTITY = {"epochs": 3, "seed": 0}


def opened(folder: Path | None, identity: Any = IDENTITY, **options: Any) -> Journal:
    return Journal(folder, identity, kind="comparison", **options)


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    for number in range(3):
        with opened(tmp_path / "deep" / "er") as journal:
            assert [entry["number"] for entry in journal.entries] == list(range(number))
            journal.append({"number": np.int64(number), "score": np.float32(0.5)})


def test_without_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    with opened(None) as journal:
        journal.append({"number": 0})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("cut", [1, 9, 13])
def test_a_torn_last_line_is_dropped_and_writing_goes_on(tmp_path: Path, cut: int) -> None:
    with opened(tmp_path) as journal:
        journal.append({"number": 0})
        journal.append({"number": 1})
    file = tmp_path / "journal.jsonl"
    file.write_bytes(file.read_bytes()[:-cut])
    with opened(tmp_path) as journal:
        assert journal.entries == [{"number": 0}]
        journal.append({"number": 2})
    with opened(tmp_path) as journal:
        assert journal.entries == [{"number": 0}, {"number": 2}]


def test_an_entry_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    program = (
        "import os, pathlib; from course_lib.journal import Journal\n"
        f"journal = Journal(pathlib.Path({str(tmp_path)!r}), {IDENTITY}, kind='comparison')\n"
        "journal.append({'number': 0}); os._exit(1)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 1
    with opened(tmp_path) as journal:
        assert journal.entries == [{"number": 0}]


def test_a_folder_of_other_work_is_refused_with_what_differs(tmp_path: Path) -> None:
    opened(tmp_path).__exit__(None, None, None)
    message = "holds another comparison, with epochs 3 there and 4 here: take another folder"
    with pytest.raises(ValueError, match=message):
        opened(tmp_path, IDENTITY | {"epochs": 4})
    with pytest.raises(ValueError, match="folds None there and 2 here"):
        opened(tmp_path, IDENTITY | {"folds": 2})


def test_what_is_adopted_comes_from_the_folder(tmp_path: Path) -> None:
    opened(tmp_path).__exit__(None, None, None)
    with opened(tmp_path, IDENTITY | {"seed": 7}, adopt=["seed"]) as journal:
        assert journal.identity["seed"] == 0


def test_one_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(ValueError, match="in use by another comparison"):
        opened(tmp_path)
    opened(tmp_path).__exit__(None, None, None)


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    opened(tmp_path).__exit__(None, None, None)
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write("not JSON\n")
    with pytest.raises(ValueError, match=r"line 2 of journal.jsonl is not a comparison's record"):
        opened(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="cannot be written"):
        opened(tmp_path / "file" / "folder")


@pytest.mark.parametrize("value", ["", "a\0b", __file__])
def test_no_folder(value: str) -> None:
    with pytest.raises(ValueError, match="folder must be a folder's path"):
        as_folder(value)
    with pytest.raises(TypeError, match="folder must be a path or None"):
        as_folder(3)


def test_what_tells_one_function_from_another() -> None:
    def double(x: int) -> int:
        return 2 * x

    class Callable:
        def __call__(self, x: int) -> int:
            return 2 * x

    typed: dict[str, Any] = {}
    exec("def double(x):\n    return 2 * x", typed)
    digests = [source_digest(each) for each in (double, opened, Callable(), typed["double"])]
    assert len(set(digests)) == 4
    assert source_digest(double) == digests[0]


def test_what_tells_arrays_from_others() -> None:
    x = np.arange(6, dtype="float32")
    others = [x + 1, x.reshape(2, 3), x.astype("float64"), x[:5]]
    assert len({array_digest(each) for each in [x, *others]}) == 5
    assert array_digest(x[::2]) == array_digest(x[::2].copy())
