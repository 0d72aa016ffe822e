from .result import Result as Result
from .strategies import Bayesian as Bayesian
from .strategies import Grid as Grid
from .strategies import Hyperband as Hyperband
from .strategies import Random as Random
from .strategies import Strategy as Strategy
from .tuning import tune as tune

__all__ = ["Bayesian", "Grid", "Hyperband", "Random", "Result", "Strategy", "tune"]
