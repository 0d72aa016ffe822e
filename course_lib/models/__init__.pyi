from .build import build_network as build_network
from .description import Network as Network
from .convolutional import cnn as cnn
from .perceptrons import mlp as mlp
from .spectral import spectral_cnn as spectral_cnn
from .layers import Activation as Activation
from .layers import BatchNormalization as BatchNormalization
from .images import Conv as Conv
from .layers import Dense as Dense
from .layers import Dropout as Dropout
from .layers import Flatten as Flatten
from .layers import GaussianNoise as GaussianNoise
from .images import GlobalPool as GlobalPool
from .layer import Layer as Layer
from .layers import LayerNormalization as LayerNormalization
from .images import Pool as Pool
from .layers import Reshape as Reshape
from .documents import named as named
from .documents import names as names
from .trials import trial as trial
from .vgg import vgg16 as vgg16

__all__ = [
    "Activation",
    "BatchNormalization",
    "Conv",
    "Dense",
    "Dropout",
    "Flatten",
    "GaussianNoise",
    "GlobalPool",
    "Layer",
    "LayerNormalization",
    "Network",
    "Pool",
    "Reshape",
    "build_network",
    "cnn",
    "mlp",
    "named",
    "names",
    "spectral_cnn",
    "trial",
    "vgg16",
]
