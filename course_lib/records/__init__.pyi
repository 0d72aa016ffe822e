from .record import Record as Record
from .stored import load as load
from .stored import names as names
from .timing import timings as timings

__all__ = ["Record", "load", "names", "timings"]
