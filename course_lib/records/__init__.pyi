from .record import Record as Record
from .stored import load as load
from .stored import names as names

__all__ = ["Record", "load", "names"]
