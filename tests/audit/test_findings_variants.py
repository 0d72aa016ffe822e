"""Each flaw ten times, as a hostile stranger would write it; what is missed says so."""

import re
from pathlib import Path

import pytest

from course_lib.audit.running import audit_cells

TEXT = (Path(__file__).parent / "variants.txt").read_text("utf-8")
_, *PARTS = re.split(r"^## (.*)\n", TEXT, flags=re.M)
HEAD, *CODES = PARTS[1::2]
VARIANTS = list(zip(PARTS[2::2], CODES, strict=True))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "code"), VARIANTS)
def test_a_flaw_is_found_however_it_is_written(name, code):
    missed, name = name.startswith("missed: "), name.removeprefix("missed: ")
    report = audit_cells([HEAD, code])
    assert report.error == ""
    assert (name in {one.name for one in report.findings}) is not missed, str(report)
