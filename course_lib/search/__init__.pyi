from .lookup import brackets as brackets
from .lookup import look_up as look_up
from .luck import best_of as best_of
from .process import GaussianProcess as GaussianProcess
from .process import expected_improvement as expected_improvement
from .result import Result as Result
from .strategies import Bayesian as Bayesian
from .strategies import Grid as Grid
from .strategies import Hyperband as Hyperband
from .strategies import Random as Random
from .strategies import Strategy as Strategy
from .tuning import tune as tune

__all__ = [
    "Bayesian",
    "GaussianProcess",
    "Grid",
    "Hyperband",
    "Random",
    "Result",
    "Strategy",
    "best_of",
    "brackets",
    "expected_improvement",
    "look_up",
    "tune",
]
