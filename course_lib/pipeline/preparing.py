"""From a scene to scaled training, validation and test spectra, noise included."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import arguments, datasets
from course_lib.datasets import Dataset, Split
from course_lib.normalize import Normalizer
from course_lib.pipeline import folders
from course_lib.pipeline.data_noise import SETS, DataNoise

__all__ = ["Prepared", "prepare"]

SCENES = ("indian-pines", "pavia-like", "pavia")
MAXIMUM = 10_000.0  # of the sensor's counts, which the scenes stay below


@dataclasses.dataclass(frozen=True, eq=False)
class Prepared:
    """Spectra that are ready for a network, and how they came about.

    Parameters
    ----------
    data : Dataset
        Scaled spectra, float32.
    shift, scale : numpy.ndarray
        What was subtracted and divided by: of shape () or (bands,).
    settings : dict
        What `prepare` was called with, as plain values.
    """

    data: Dataset
    shift: np.ndarray
    scale: np.ndarray
    settings: dict[str, Any]

    def save(self, folder: str | Path) -> Path:
        """Write the spectra and their settings into a run folder.

        Parameters
        ----------
        folder : path
            Made if it is not there.

        Returns
        -------
        pathlib.Path
            The folder.
        """
        place = Path(folder)
        arrays = {
            f"{axis}_{name}": getattr(part, axis)
            for name, part in self.data.splits.items()
            for axis in ("x", "y")
        }
        folders.write_arrays(place / folders.DATA, shift=self.shift, scale=self.scale, **arrays)
        texts = ("name", "class_names", "licence", "source", "description")
        described = {name: getattr(self.data, name) for name in texts}
        folders.write_json(place / folders.PREPARED, {"settings": self.settings, "data": described})
        return place

    @classmethod
    def load(cls, folder: str | Path) -> Prepared:
        """Read what `save` wrote.

        Parameters
        ----------
        folder : path
            A run folder.

        Returns
        -------
        Prepared
            The same spectra.

        Raises
        ------
        ValueError
            Nothing was prepared there.
        """
        place = Path(folder)
        told = folders.read_json(place / folders.PREPARED, "prepare")
        arrays = folders.read_arrays(place / folders.DATA, "prepare")
        about: dict[str, Any] = {
            name: Split(arrays[f"x_{name}"], arrays[f"y_{name}"]) for name in SETS
        }
        about |= {**told["data"], "class_names": tuple(told["data"]["class_names"])}
        data = Dataset(**about)
        return cls(data, arrays["shift"], arrays["scale"], told["settings"])


def prepare(
    name: str = "indian-pines",
    *,
    per_class: int = 250,
    validation: float = 0.1,
    regions: bool = False,
    over: str = "all",
    noise: Sequence[DataNoise] = (),
    clean_statistics: bool = False,
    seed: int = 0,
    folder: str | Path | None = None,
) -> Prepared:
    """Cut a scene into balanced parts, scale them by the training part, put noise on them.

    Parameters
    ----------
    name : str
        A data set with a scene: "indian-pines", "pavia-like" or "pavia".
    per_class : int
        Samples of each class for training and validation together.
    validation : float
        Share of them that is held out as validation data, above 0 and below 1.
    regions : bool
        Whether the parts lie apart on the map; at random among all pixels otherwise, as in S0.
    over : {"all", "feature"}
        Whether all bands share one minimum and maximum, as in S0, or each has its own.
    noise : sequence of DataNoise
        Those of stage "before" meet the sensor's counts, those of "after" the scaled values; in
        the order given.
    clean_statistics : bool
        Whether minimum and maximum are those of the training part before any noise, as in S0's
        code, rather than of what the sensor would have given.
    seed : int
        Which pixels go where, and the noise.
    folder : path, optional
        Where the result is kept; see `Prepared.save`.

    Returns
    -------
    Prepared
        Spectra and how they came about.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        A data set without a scene, or sizes that do not fit it.

    References
    ----------
    Document S0, its `prepare_data`.

    Examples
    --------
    >>> prepared = prepare("pavia-like", per_class=50, seed=1)
    >>> prepared.data
    Dataset('pavia-like': train 405, validation 45, test 26,542; 9 classes, samples (103,) float32)
    >>> x = prepared.data.train.x
    >>> float(x.min()), float(x.max())
    (0.0, 1.0)
    """
    noises = _checked(noise)
    per_class = arguments.integer(per_class, "per_class", low=2)
    share = arguments.number(validation, "validation", above=0, high=1)
    arguments.choice(over, "over", ("all", "feature"))
    arguments.boolean(clean_statistics, "clean_statistics")
    seed = arguments.integer(seed, "seed", low=0)
    held_out = max(1, round(share * per_class))
    n_classes = _classes_of(name)
    raw = datasets.load(
        name,
        seed=seed,
        scaled=False,
        train=(per_class - held_out) * n_classes,
        validation=held_out * n_classes,
        regions=regions,
    )
    clean = {key: Split(part.x.astype(np.float32), part.y) for key, part in raw.splits.items()}
    splits = _noisy(clean, noises, "before", MAXIMUM, seed)
    learned_on = clean if clean_statistics else splits
    scaler = Normalizer(over=over).fit(learned_on["train"].x)
    splits = {key: Split(scaler.transform(part.x), part.y) for key, part in splits.items()}
    splits = _noisy(splits, noises, "after", 1.0, seed)
    settings = {
        "name": raw.name,
        "per_class": per_class,
        "validation": share,
        "regions": regions,
        "over": over,
        "noise": [dataclasses.asdict(one) | {"sets": list(one.sets)} for one in noises],
        "clean_statistics": clean_statistics,
        "seed": seed,
    }
    assert scaler.shift_ is not None
    assert scaler.scale_ is not None
    data = dataclasses.replace(
        raw, train=splits["train"], validation=splits["validation"], test=splits["test"]
    )
    prepared = Prepared(data, np.asarray(scaler.shift_), np.asarray(scaler.scale_), settings)
    if folder is not None:
        prepared.save(folder)
    return prepared


def _checked(noises: Any) -> list[DataNoise]:
    if not isinstance(noises, list | tuple) or not all(isinstance(n, DataNoise) for n in noises):
        raise TypeError(f"noise must be a list of DataNoise, got {arguments.shown(noises)}")
    return list(noises)


def _classes_of(name: str) -> int:
    known = {record["name"]: record["n_classes"] for record in datasets.listing()}
    plain = name.strip().lower().replace("_", "-") if isinstance(name, str) else name
    return int(known[arguments.choice(plain, "name", SCENES)])


def _noisy(
    splits: dict[str, Split], noises: list[DataNoise], stage: str, full: float, seed: int
) -> dict[str, Split]:
    for position, one in enumerate(noises):
        if one.stage == stage:
            splits = one.apply(splits, full=full, seed=[seed, 1 + position])
    return splits
