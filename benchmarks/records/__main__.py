"""Make records, go on with them, list them.

``python benchmarks/records`` lists them; with a NAME the script NAME.py beside this file is
measured for each arm and seed, and each finished run is stored at once in
course_lib/records/stored. A command that was stopped or killed goes on where it was, at the cost of
the run under way. Two may share a record's work, each with its own --arms. A script is a module:

    \"\"\"One sentence: the question that this record answers.\"\"\"
    DATA = "mnist-5k"             # for datasets.load; full sets are looked for in COURSE_DATA
    LOAD = {"train": 2000}        # further arguments of datasets.load, if any
    ARMS = ("fresh 0.1", "chain 0.1")
    SEEDS = range(10)
    EPOCHS = 12                   # if it trains
    METRIC = "accuracy"           # what counts, if it is not accuracy
    BY = ("scale",)               # what tells the rows of one run apart, if there are several
    TEST_SHARE = 0.5              # scored / trained on, where each seed draws the split anew
    CHEAP = {"arm": "fresh 0.1", "seed": 0, "epochs": 1}  # of a full set: "data": an embedded one
    TOLERANCE = {"rel": 0.02, "abs": 0.01}  # between machines, for CHEAP, if not these

    def measure(arm, seed, *, data, epochs=EPOCHS) -> list[dict]: ...

`data` is the loaded Dataset. Rows are dicts of plain numbers and texts; curves over epochs are
lists under names that end in _curve; "seconds" and names that end in _seconds are never compared.
The digest is that of the file's bytes, nothing normalised: a changed comment is a changed script.
Then --accept-change "why" goes on, if CHEAP still gives the same; new arms and seeds do not need
the others to be measured anew.
A record that a card or another backend made needs --cheap-here, once, on a machine like CI's.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
STORED = HERE.parents[1] / "course_lib" / "records" / "stored"
sys.path[:1] = [str(HERE.parent), str(HERE.parents[1])]

from recording.machine import import_backend, session, set_threads
from recording.script import ScriptError, paths
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence, without the usage."""
        self.exit(2, f"{message}\n")


def arguments() -> argparse.Namespace:
    parser = _Parser(
        prog="python benchmarks/records",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--seeds", type=_count, metavar="N", help="the first N seeds only, or more")
    parser.add_argument("--arms", nargs="+", metavar="ARM", help="these arms only")
    parser.add_argument("--threads", type=_count, default=1, metavar="N")
    parser.add_argument("--accept-change", metavar="WHY", help="why the script changed")
    parser.add_argument("--cheap-here", action="store_true", help="measure CHEAP again, no more")
    parser.add_argument("--check", action="store_true", help="repeat the cheap part, store nothing")
    parser.add_argument("--scripts", type=_folder, default=HERE, metavar="FOLDER")
    parser.add_argument("--stored", type=_folder, default=STORED, metavar="FOLDER")
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder")
    return Path(text).resolve()


def make_record(name: str, options: argparse.Namespace, console: Console) -> None:
    # only now: threads are fixed before NumPy and TensorFlow are there
    from recording.making import make, missing, prepare
    from recording.script import read

    script = read(options.scripts / f"{name}.py")
    arms = options.arms or script.arms
    unknown = [arm for arm in arms if arm not in script.arms]
    if unknown:
        raise ScriptError(f"{name} has no arm {unknown[0]!r}: there are {', '.join(script.arms)}")
    seeds = script.seeds_asked(options.seeds)
    path = options.stored / f"{name}.json"
    lacking = missing(path, arms, seeds)
    held = len(arms) * len(seeds) - len(lacking)
    pairs = [] if options.cheap_here else lacking
    asked = max(len(seeds), len(script.seeds))
    here = session(options.threads)
    number = prepare(
        script,
        path,
        session=here,
        asked=asked,
        why=options.accept_change,
        cheap_here=options.cheap_here,
    )
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task(name, total=held + len(pairs), completed=held)

        def starting(arm: str, seed: int) -> None:
            progress.update(task, description=f"{name}: {arm}, seed {seed}")

        def report(arm: str, seed: int, seconds: float) -> None:
            progress.advance(task)
            console.print(f"{name}: {arm}, seed {seed}: {seconds:.1f} s", highlight=False)

        make(script, path, pairs, session=number, report=report, starting=starting)
    console.print(f"{name}: {held + len(pairs)} runs are held", highlight=False)


def check_record(name: str, options: argparse.Namespace) -> bool:
    from recording.checking import check

    start = time.process_time()
    found = check(options.scripts / f"{name}.py", options.stored / f"{name}.json")
    verdict = "; ".join(found) or "as stored"
    print(f"{name}: {verdict} ({time.process_time() - start:.1f} s of processor time)", flush=True)
    return not found


def main() -> int:
    options = arguments()
    console = Console()
    stored = {path.stem for path in options.stored.glob("*.json")}
    known = sorted(stored if options.check else paths(options.scripts))
    unknown = sorted(set(options.names) - set(known))
    if unknown:
        print(f"no record {', '.join(unknown)}: there are {', '.join(known) or 'none'}")
        return 2
    set_threads(options.threads)
    if options.check:
        import_backend()
        held = [check_record(name, options) for name in options.names or known]
        return 0 if all(held) else 1
    if not options.names:
        from recording.listing import table

        console.print(table(options.scripts, options.stored))
        return 0
    try:
        import_backend()
        for name in options.names:
            make_record(name, options, console)
    except ScriptError as error:
        print(error)
        return 1
    except KeyboardInterrupt:
        print("stopped: the same command goes on with the run that was under way")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
