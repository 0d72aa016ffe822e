"""Fair trials as strangers write them: nothing of them is wrong, and little is said."""

from pathlib import Path

import pytest

from course_lib.audit.running import audit_notebook

FOLDER = Path(__file__).parent / "fair"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.py"))
SAID = {
    "augmentation_layers": {"judged-often"},
    "curriculum": {"judged-often", "unequal-budget"},
    "paired_seeds": {"judged-often"},
    "scores_by_hand": {"one-run-an-arm"},
    "stacking_and_calibration": {"judged-often"},
    "train_on_batch": {"judged-often"},
}
LUCK = "difference-below-noise"


@pytest.fixture(autouse=True)
def eager():
    """Trace nothing: networks as small as these are trained sooner than they are compiled."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


def test_there_are_twenty():
    assert len(NOTEBOOKS) >= 20


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_fair_notebook_is_left_in_peace(name):
    report = audit_notebook(FOLDER / f"{name}.py")
    assert report.error == ""
    assert {one.name for one in report.findings} - {LUCK} == SAID.get(name, set()), str(report)
    assert {one.severity for one in report.findings} <= {"note"}, str(report)
