"""The weights of one network are drawn by another rule."""

from course_lib import models

EARNS = {"pooling_race": 2.5}


def pooling_network(kind):
    plan = {"blocks": [8, 8], "padding": "same", "dense": 32}
    network = models.cnn((28, 28, 1), 10, **plan)
    if kind == "mean":
        return models.cnn((28, 28, 1), 10, **plan, operation="mean", initializer="he_normal")
    if kind == "stride":
        network = network.without(models.Pool)
        return network.replace("conv_1", stride=2).replace("conv_2", stride=2)
    return network
