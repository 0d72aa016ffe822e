"""What an exercise forbids is refused at the import, in whatever way it is imported."""

import importlib
import subprocess
import sys

import pytest

from course_lib.checks.forbidding import allowed, barred, forbid

WAYS = (
    "import course_lib.normalize",
    "import course_lib.normalize as n",
    "from course_lib import normalize",
    "from course_lib.normalize import minmax",
    "import course_lib; course_lib.normalize.minmax",
    "import importlib; importlib.import_module('course_lib.normalize')",
    "import course_lib.normalize.scaling",
)


@pytest.fixture(autouse=True)
def nothing_stays_forbidden():
    yield
    forbid([])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", [True, False])
def test_every_way_to_import_it_is_refused_in_a_sentence(way, before):
    if before:
        importlib.import_module("course_lib.normalize")
    forbid(["course_lib.normalize"])
    with pytest.raises(ImportError, match=r"^this exercise forbids course_lib\.normalize$"):
        exec(way, {})
    with allowed():
        exec(way, {})
    with pytest.raises(ImportError, match="forbids"):
        exec(way, {})
    forbid([])
    exec(way, {})


def test_modules_are_the_same_afterwards():
    import json.decoder

    before = (json, json.decoder, sys.modules["json"])
    with barred(["json"]):
        assert "json.decoder" not in sys.modules
        with pytest.raises(ImportError, match="forbids json"):
            import json.encoder
    import json

    assert (json, json.decoder, sys.modules["json"]) == before


def test_others_that_begin_alike_are_not_meant():
    with barred(["color", "json"]):
        sys.modules.pop("colorsys", None)
        import colorsys

        import jsonschema

    assert colorsys
    assert jsonschema


def test_nothing_forbidden_leaves_python_as_it_is():
    code = (
        "import sys; before = list(sys.meta_path)\n"
        "from course_lib.checks.forbidding import forbid; forbid([])\n"
        "assert sys.meta_path == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
