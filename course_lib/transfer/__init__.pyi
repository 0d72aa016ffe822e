from .classifying import Classification as Classification
from .classifying import classify as classify
from .classifying import decode as decode
from .controls import recalibrated as recalibrated
from .controls import shuffled as shuffled
from .deciding import grad_cam as grad_cam
from .heads import features as features
from .heads import fine_tune as fine_tune
from .heads import new_head as new_head
from .labels import class_names as class_names
from .layout import load_weights as load_weights
from .network import vgg16 as vgg16
from .pixels import preprocess as preprocess
from .reading import read_images as read_images
from .shipped import card as card

__all__ = [
    "Classification",
    "card",
    "class_names",
    "classify",
    "decode",
    "features",
    "fine_tune",
    "grad_cam",
    "load_weights",
    "new_head",
    "preprocess",
    "read_images",
    "recalibrated",
    "shuffled",
    "vgg16",
]
