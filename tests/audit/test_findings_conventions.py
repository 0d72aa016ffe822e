"""Pretrained weights, and images that they were not made for, in several styles."""

import keras
import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import keras
import numpy as np
keras.utils.set_random_seed(0)
apply = keras.applications.mobilenet
x = np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3)).astype("float32")
y = np.arange(8) % 2
base = keras.applications.MobileNet(input_shape=(32, 32, 3), alpha=0.25, include_top=False,
                                    pooling="avg", weights=WEIGHTS)
base.trainable = False
def judged(x, *first):
    model = keras.Sequential([keras.Input((32, 32, 3)), *first, base,
                              keras.layers.Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.evaluate(x, y, verbose=0)
"""
FLAWED = [
    "base.predict(x, verbose=0)",  # pixels of 0 to 255 as they are
    "judged(x / 255)",  # scaled to 0 to 1
    "judged(keras.applications.vgg16.preprocess_input(x.copy()))",  # another network's way
    "inputs = keras.Input((32, 32, 3))\n"
    "model = keras.Model(inputs, base(keras.layers.RandomFlip()(inputs)))\n"
    "model.predict((x - x.mean()) / x.std(), verbose=0)",  # standardised
]
FAIR = [
    "judged(apply.preprocess_input(x.copy()))",
    "judged(x, keras.layers.Rescaling(1 / 127.5, offset=-1))",
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    import tensorflow as tf

    path = str(tmp_path_factory.mktemp("weights") / "small.weights.h5")
    keras.applications.MobileNet(
        input_shape=(32, 32, 3), alpha=0.25, include_top=False, pooling="avg", weights=None
    ).save_weights(path)
    tf.config.run_functions_eagerly(True)
    yield path
    tf.config.run_functions_eagerly(False)


def test_images_of_another_convention_are_found_in_their_cells(weights):
    report = audit_cells([HEAD.replace("WEIGHTS", repr(weights)), *FLAWED, *FAIR])
    assert report.error == ""
    found = [one.place.cell for one in report.findings if one.name == "other-convention"]
    assert found == list(range(2, 2 + len(FLAWED))), str(report)


def test_fresh_weights_have_no_convention():
    report = audit_cells([HEAD.replace("WEIGHTS", "None"), FLAWED[0]])
    assert report.error == ""
    assert "other-convention" not in str(report)
