from .cache import cache_folder as cache_folder
from .download import DataUnavailableError as DataUnavailableError
from .hyperspectral import generate_scene as generate_scene
from .neighbors import nearest_neighbor as nearest_neighbor
from .registry import fetch as fetch
from .registry import listing as listing
from .registry import load as load
from .registry import names as names
from .registry import scene as scene
from .scenes import Scene as Scene
from .split import Dataset as Dataset
from .split import Split as Split
from .split import stratify as stratify

__all__ = [
    "DataUnavailableError",
    "Dataset",
    "Scene",
    "Split",
    "cache_folder",
    "fetch",
    "generate_scene",
    "listing",
    "load",
    "names",
    "nearest_neighbor",
    "scene",
    "stratify",
]
