"""S3's experiment on the whole of MNIST, with fresh weights for each scale: hours on two cores.

``COURSE_DATA=FOLDER python benchmarks/reproduce_noise.py --networks mlp --modes multiply``
runs a part of it; MNIST must lie in the folder, or be fetched by ``course data fetch mnist``.
"""

from __future__ import annotations

import argparse
from functools import partial

from course_lib import datasets, experiments, models, noise

NETWORKS = {
    "cnn": (models.cnn(dropout=0.25, dense_dropout=0.5), 12),
    "mlp": (models.mlp((28, 28, 1), 10), 20),
}
PUBLISHED = {
    "add": {0.1: 0.9920, 0.5: 0.9730, 1.0: 0.8462, 2.0: 0.5058, 4.0: 0.2539},
    "multiply": {0.1: 0.9815, 0.5: 0.9830, 1.0: 0.9842, 2.0: 0.9846, 4.0: 0.9861},
}


def reproduce(name: str, mode: str, scales: list[float], seeds: int, data: datasets.Dataset):
    """Return accuracy over scale for one network and kind of noise, S3's ConvNet beside it."""
    network, epochs = NETWORKS[name]

    def at(scale: float) -> experiments.Variant:
        return experiments.Variant(network, prepare=partial(noise.gaussian, std=scale, mode=mode))

    result = experiments.sweep(
        at, scales, data, parameter="scale", seeds=seeds, epochs=epochs, batch_size=128
    )
    published = result.runs.drop_duplicates("variant").set_index("variant")["scale"]
    result.columns["S3, ConvNet"] = published.map(PUBLISHED[mode]).to_dict()
    return result


def main() -> None:
    """Run what the command line names and print a table for each network and kind of noise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--modes", nargs="+", choices=PUBLISHED, default=list(PUBLISHED))
    parser.add_argument("--scales", nargs="+", type=float, default=list(PUBLISHED["add"]))
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    data = datasets.load("mnist")
    print(data)
    for name in options.networks:
        for mode in options.modes:
            result = reproduce(name, mode, options.scales, options.seeds, data)
            print(f"\n{name}, noise: {mode}\n{result}", flush=True)


if __name__ == "__main__":
    main()
