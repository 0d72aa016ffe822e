from .beside import Beside as Beside
from .measuring import Measured as Measured
from .measuring import by_seed as by_seed
from .measuring import measured as measured
from .record import Record as Record
from .stored import load as load
from .stored import names as names
from .timing import timings as timings

__all__ = [
    "Beside",
    "Measured",
    "Record",
    "by_seed",
    "load",
    "measured",
    "names",
    "timings",
]
