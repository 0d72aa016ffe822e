"""Data and libraries that nobody foresaw: no crash, and no finding that is not there."""

import numpy as np
import pytest
import scipy.sparse

from course_lib.audit.fingerprints import signatures
from course_lib.audit.running import audit_cells

HEAD = (
    "import numpy as np\nrng = np.random.default_rng(0)\nx = rng.random((60, 9))\ny = x[:, 0] > 0.5"
)
STRANGE = {
    "a class of its own": [
        "class Mean:\n    def fit(self, x, y):\n        self.m = y.mean()\n        return self\n"
        "    def score(self, x, y):\n        return self.m",
        "Mean().fit(x, y).score(x, y)",
    ],
    "few categories": [
        "import pandas as pd\nfrom sklearn.preprocessing import OrdinalEncoder\n"
        "from sklearn.tree import DecisionTreeClassifier",
        "table = pd.DataFrame({'a': rng.choice(['x', 'y'], 60), 'b': rng.integers(0, 9, 60)})\n"
        "table = OrdinalEncoder().fit(table[:40]).transform(table)",
        "DecisionTreeClassifier(random_state=0).fit(table[:40], y[:40]).score(table[40:], y[40:])",
    ],
    "no rows, and none that are numbers": [
        "from sklearn.preprocessing import FunctionTransformer as Same",
        "nothing, gaps = np.zeros((0, 9)), np.full((9, 9), np.nan)\n"
        "for table in (nothing, gaps, gaps * 1j, [[1], [2, 3]]): Same().fit_transform(table)",
    ],
    "texts of a generator": [
        "from sklearn.feature_extraction.text import CountVectorizer",
        "CountVectorizer().fit_transform(word for word in ['one two', 'three'])",
    ],
}


@pytest.mark.parametrize("cells", STRANGE.values(), ids=STRANGE)
def test_what_is_strange_is_no_crash(cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert not report.fails("doubtful"), str(report)


def test_a_script_that_ends_itself_is_audited_up_to_there():
    assert audit_cells(["import sys", "sys.exit(3)"]).error == "cell 2: SystemExit: 3"


def test_a_sparse_row_has_the_signature_of_a_dense_one():
    dense = np.random.default_rng(0).random((20, 90))
    dense[dense < 0.8] = 0
    assert np.allclose(signatures(scipy.sparse.csr_matrix(dense)), signatures(dense), atol=1e-5)


def test_sparse_rows_of_a_million_columns_are_not_written_out():
    columns = np.random.default_rng(0).integers(0, 2**20, (200, 9))
    rows = np.repeat(np.arange(200), 9)
    wide = scipy.sparse.csr_matrix((np.ones(1800), (rows, columns.ravel())), shape=(200, 2**20))
    assert np.isfinite(signatures(wide)).all()
