from .fitting import fit as fit
from .progress import Progress as Progress

__all__ = ["Progress", "fit"]
