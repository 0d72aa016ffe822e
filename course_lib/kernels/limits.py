"""How much of the machine one submission may use."""

from __future__ import annotations

from dataclasses import dataclass, fields

from course_lib import arguments

__all__ = ["Limits"]

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """The share of the machine that a sandboxed kernel gets.

    Parameters
    ----------
    wall : float
        Seconds from the kernel's start to its end, on however busy a machine.
    cell : float
        Seconds of computing of one cell; then it is interrupted, and the next one runs.
    cpu : float
        Seconds of computing of all its processes and threads together.
    check : float
        Seconds of computing of one question's check, outside of the kernel.
    memory : int
        Bytes that it may use beyond the libraries that are loaded already, files included.
    processes : int
        Processes and threads at one time.
    scratch : int
        Bytes of all files in its folder.
    file : int
        Bytes of one file.
    open_files : int
        Open files of one process.
    output : int
        Bytes that it may print.

    Raises
    ------
    TypeError, ValueError
        A limit that is not a number above 0.

    Examples
    --------
    >>> Limits(wall=60).memory // 2**20
    2048
    """

    # Thirty small networks by Keras alone take a minute or two.
    wall: float = 3600.0
    cell: float = 240.0
    cpu: float = 600.0
    check: float = 60.0
    memory: int = 2048 * MIB
    processes: int = 128
    scratch: int = 128 * MIB
    file: int = 64 * MIB
    open_files: int = 256
    output: int = 4 * MIB

    def __post_init__(self) -> None:
        """Check every limit."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type == "int":
                arguments.integer(value, field.name, low=1)
            else:
                arguments.number(value, field.name, above=0)
