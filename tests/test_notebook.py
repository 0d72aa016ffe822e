"""The first line of a chapter, run in a real kernel as the book's refresh does."""

from __future__ import annotations

import os
import subprocess
import sys

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient

from course_lib import notebook

CELLS = [
    "from course_lib import notebook, plots\nnotebook.prepare()\nnotebook.prepare()",
    "import os, sys\nprint(os.environ['TF_NUM_INTRAOP_THREADS'], 'tensorflow' in sys.modules)",
    "plots.bars({'a': 1.0})",
    "import matplotlib.pyplot as plt\nfigure, ax = plt.subplots()\nax.plot([1, 2])\nfigure",
    "plots.interactive_lines([0, 1], [[0, 1]], [1], 'power')",
    # The kernel reads what C code says in a thread of its own, which may be slow.
    "import keras, os, time\nkeras.ops.ones(3).shape\nos.write(2, b'still heard')\ntime.sleep(3)",
    "import pandas as pd\npd.DataFrame({'x': [0.123456], 'n': [3]})",
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[dict]]:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    folder = tmp_path_factory.mktemp("book")
    environment = dict(os.environ, PYTHONPATH=os.getcwd())
    unset = ("MPLBACKEND", "TF_CPP_MIN_LOG_LEVEL", "TF_NUM_INTRAOP_THREADS")
    for name in (*unset, "PYTEST_CURRENT_TEST"):  # with which a kernel would not listen to C code
        environment.pop(name, None)
    client = NotebookClient(book, timeout=110, resources={"metadata": {"path": str(folder)}})
    # A kernel from the warm parent would have TensorFlow already.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")
        KernelProvisionerFactory.clear_instance()
        client.execute(env=environment)
    KernelProvisionerFactory.clear_instance()
    return [cell.outputs for cell in book.cells]


def test_prepares_quietly_without_tensorflow(outputs):
    assert outputs[0] == []
    assert outputs[1][0]["text"] == "1 False\n"


def test_figure_is_stored_once_as_svg(outputs):
    for cell in (2, 3):
        bundles = [o["data"] for o in outputs[cell] if "data" in o]
        svgs = [b for b in bundles if "text/html" in b]
        assert all(list(b) == ["text/html"] for b in svgs)
        assert svgs[0]["text/html"].startswith('<svg role="img"')
        assert not any("image/png" in b for b in bundles)
    assert len(outputs[2]) == 1


def test_plotly_is_stored_as_data(outputs):
    (output,) = outputs[4]
    assert list(output["data"]) == ["application/vnd.plotly.v1+json"]


def test_tensorflow_starts_without_a_word(outputs):
    assert "".join(o["text"] for o in outputs[5]) == "still heard"


def test_tables_have_four_decimals(outputs):
    table = outputs[6][0]["data"]["text/html"]
    assert "<td>0.1235</td>" in table
    assert "<td>3</td>" in table


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=110, check=False
    )


def test_outside_a_notebook_only_the_environment_changes():
    done = run(
        "import os, sys\nfrom course_lib import notebook\nnotebook.prepare(threads=3)\n"
        "assert os.environ['TF_NUM_INTRAOP_THREADS'] == '3'\n"
        "assert os.environ['TF_CPP_MIN_LOG_LEVEL'] == '3'\n"
        "assert not {'matplotlib', 'plotly', 'pandas', 'tensorflow'} & set(sys.modules)"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_tensorflow_that_is_already_there_is_set_or_reported():
    done = run(
        "import tensorflow as tf, warnings\nfrom course_lib import notebook\n"
        "notebook.prepare(threads=3)\n"
        "assert tf.config.threading.get_intra_op_parallelism_threads() == 3\n"
        "tf.constant(1) + 1\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    notebook.prepare(threads=3)\n"
        "    assert not caught\n"
        "    notebook.prepare(threads=4)\n"
        "assert 'already runs' in str(caught[0].message) and len(caught) == 1"
    )
    assert done.returncode == 0, done.stderr


@settings(deadline=None, max_examples=25)
@given(junk=st.one_of(st.none(), st.booleans(), st.text(), st.floats(), st.integers(max_value=0)))
def test_junk_gives_one_clear_error(junk):
    with pytest.raises((TypeError, ValueError), match="threads must be an integer from 1 to 256"):
        notebook.prepare(threads=junk)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "TF_CPP_MIN_LOG_LEVEL"):
        monkeypatch.setenv(name, os.environ.get(name, "2"))
    return monkeypatch


def test_tensorflow_that_runs_keeps_its_threads(environment):
    import tensorflow as tf

    tf.constant(1) + tf.constant(1)
    with pytest.warns(RuntimeWarning, match="already runs, so its threads stay as they are"):
        notebook.prepare(threads=77)


def test_import_is_silenced_below_python_and_once(environment, tmp_path, capfd):
    (tmp_path / "tensorflow.py").write_text("import os\nos.write(2, b'greetings')\n")
    environment.syspath_prepend(tmp_path)
    environment.delitem(sys.modules, "tensorflow", raising=False)
    environment.setattr(sys, "meta_path", list(sys.meta_path))
    before = len(sys.meta_path)
    notebook._quiet()
    notebook._quiet()
    assert len(sys.meta_path) == before + 1
    import tensorflow

    assert tensorflow.__file__ == str(tmp_path / "tensorflow.py")
    assert len(sys.meta_path) == before
    os.write(2, b"heard again")
    assert capfd.readouterr().err == "heard again"
    environment.delitem(sys.modules, "tensorflow")


def test_in_process_shell_is_prepared(environment):
    import pandas as pd
    import plotly.io
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib.figure import Figure

    environment.setattr(sys, "meta_path", list(sys.meta_path))
    before = plotly.io.renderers.default, plotly.io.templates.default
    shell = InteractiveShell.instance()
    try:
        notebook.prepare(threads=int(os.environ["TF_NUM_INTRAOP_THREADS"]))
        shell.display_formatter.format(Figure())
        assert plotly.io.templates.default == "course"
    finally:
        plotly.io.renderers.default, plotly.io.templates.default = before
        pd.reset_option("display.float_format")
        InteractiveShell.clear_instance()
