"""Each flaw ten times, as a hostile stranger would write it; what is missed says so.

Headings are ``NAME``, ``missed: NAME``, or ``NAME as OTHER`` where another finding tells it;
``none`` where nothing is wrong. Of those that need Keras every third runs, all where
``AUDIT_VARIANTS=all`` is set.
"""

import os
import re
from pathlib import Path

import pytest

from course_lib.audit.running import audit_cells

HERE = Path(__file__).parent
ALL = os.environ.get("AUDIT_VARIANTS") == "all"


def variants(file, step=1):
    """Return first cell, name and code of each `step`-th variant of a file."""
    _, *parts = re.split(r"^## (.*)\n", (HERE / file).read_text("utf-8"), flags=re.M)
    head, *codes = parts[1::2]
    return [(head, *one) for one in zip(parts[2::2], codes, strict=True)][::step]


@pytest.fixture
def eager():
    """Trace nothing, and draw the same numbers each time: no cell of these sets a seed."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(0)
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture
def pretrained(monkeypatch):
    """Leave networks that ask for the weights of ImageNet as they were drawn: none are fetched."""
    import keras
    from keras.src.utils import file_utils

    monkeypatch.setattr(file_utils, "get_file", lambda *args, **options: "")
    monkeypatch.setattr(keras.Model, "load_weights", lambda *args, **options: None)


def asked(head, name, code):
    missed, name = name.startswith("missed: "), name.removeprefix("missed: ").split(" as ")[-1]
    report = audit_cells([head, code])
    assert report.error == ""
    if name == "none":
        assert all(one.severity != "wrong" for one in report.findings), str(report)
        return
    assert (name in {one.name for one in report.findings}) is not missed, str(report)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("head", "name", "code"), variants("variants.txt"))
def test_a_flaw_is_found_however_it_is_written(head, name, code):
    asked(head, name, code)


@pytest.mark.usefixtures("eager")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("head", "name", "code"), variants("variants-hand.txt"))
def test_a_flaw_is_found_where_scores_are_made_by_hand(head, name, code):
    asked(head, name, code)


@pytest.mark.usefixtures("eager")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("head", "name", "code"), variants("variants-keras.txt", 1 if ALL else 3))
def test_a_flaw_of_a_network_is_found_however_it_is_written(head, name, code):
    asked(head, name, code)


@pytest.mark.usefixtures("eager", "pretrained")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("head", "name", "code"), variants("variants-conventions.txt", 1 if ALL else 3)
)
def test_images_of_another_convention_are_found_however_they_come(head, name, code):
    asked(head, name, code)
