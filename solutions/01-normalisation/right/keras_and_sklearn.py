"""The scalers of scikit-learn, the layer of Keras, and markers with bars of their own."""

import keras
import matplotlib.pyplot as plt
from sklearn.preprocessing import MinMaxScaler, StandardScaler

EARNS = {
    "minmax": 3.0,
    "splits": 3.0,
    "splits_unseen": 1.0,
    "layer": 3.0,
    "layer_unseen": 1.0,
    "race_figure": 2.0,
}


def minmax_scale(x):
    return MinMaxScaler().fit_transform(x)


def scale_splits(train, *others):
    scaler = StandardScaler().fit(train)
    return tuple(scaler.transform(part) for part in (train, *others))


def layer_norm(a, gamma, beta, epsilon=1e-3):
    layer = keras.layers.LayerNormalization(epsilon=epsilon)
    layer.build(a.shape)
    layer.set_weights([gamma, beta])
    return layer(a)


def draw_race(table):
    figure, axes = plt.subplots()
    for marker, (name, part) in zip("os", table.groupby("optimiser"), strict=True):
        axes.scatter(part["rate"], part["mean"], marker=marker, label=name)
        axes.errorbar(part["rate"], part["mean"], yerr=part["deviation"], fmt="none", ecolor="grey")
    axes.set_xscale("log")
    axes.set_xlabel("learning rate")
    axes.set_ylabel("validation accuracy")
    figure.legend()
    return axes
