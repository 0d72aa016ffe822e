"""Adds the strides and keeps the pooling."""

from course_lib import models

EARNS = {"pooling_race": 2.0}


def pooling_network(kind):
    network = models.cnn((28, 28, 1), 10, blocks=[8, 8], padding="same", dense=32)
    if kind == "mean":
        return network.replace(models.Pool, operation="mean")
    if kind == "stride":
        return network.replace("conv_1", stride=2).replace("conv_2", stride=2)
    return network
