from .quiz import Quiz as Quiz
from .quiz import load as load

__all__ = ["Quiz", "load"]
