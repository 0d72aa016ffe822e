from .averaging import MeanEnsemble as MeanEnsemble
from .forward import Forward as Forward
from .majority import majority_accuracy as majority_accuracy
from .noisy import NoisyEnsemble as NoisyEnsemble
from .pairs import Diversity as Diversity
from .pairs import diversity as diversity
from .votes import Agreement as Agreement
from .voting import VotingEnsemble as VotingEnsemble

__all__ = [
    "Agreement",
    "Diversity",
    "Forward",
    "MeanEnsemble",
    "NoisyEnsemble",
    "VotingEnsemble",
    "diversity",
    "majority_accuracy",
]
