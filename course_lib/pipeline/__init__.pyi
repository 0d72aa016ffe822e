from .data_noise import DataNoise as DataNoise
from .evaluating import Evaluation as Evaluation
from .evaluating import evaluate as evaluate
from .fitting import Trained as Trained
from .fitting import train as train
from .preparing import Prepared as Prepared
from .preparing import prepare as prepare
from .reporting import report as report

__all__ = [
    "DataNoise",
    "Evaluation",
    "Prepared",
    "Trained",
    "evaluate",
    "prepare",
    "report",
    "train",
]
