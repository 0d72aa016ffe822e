"""Fix what makes runs differ before TensorFlow is imported; one browser for all tests."""

import os
import shutil
import sys

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "2")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # waiting threads would spin beside another worker
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("MPLBACKEND", "agg")

# How long an example takes says more about the machine than about the code.
settings.register_profile(
    "any machine",
    parent=settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")

# Two of one name, and what several tests share: they hold no doctest.
collect_ignore = ["conftest.py", "book/conftest.py", "answers.py", "installation.py"]


@pytest.fixture(scope="session")
def chromium():
    """Return a running Chromium."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("the browser tests need Chromium: apt install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        arguments += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # no network
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Where CI is set everything is there to test with, so that what skips a test is a fault."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and "CI" in os.environ:
        report.outcome, report.longrepr = "failed", f"CI skips no test: {report.longrepr[2]}"
    return report


_internal_errors: list[str] = []


def pytest_internalerror(excrepr):
    _internal_errors.extend(str(excrepr).rstrip().splitlines()[-3:])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session, exitstatus):
    """After an error of its own pytest leaves out what failed, and the cause is far above."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == pytest.ExitCode.INTERNAL_ERROR and reporter is not None:
        for line in _internal_errors:
            reporter.write_line(line)
        reporter.short_test_summary()


@pytest.fixture(autouse=True)
def unseen_test_sets():
    """Let each test open a test set, as a process of its own would."""
    yield
    module = sys.modules.get("course_lib.experiments.handed_out")
    if module is not None:
        module._tested.clear()


def pytest_configure(config: pytest.Config) -> None:
    """Ask for less coverage where there is no sandbox, since its tests are skipped."""
    from course_lib.kernels import why_no_sandbox

    measuring = config.pluginmanager.getplugin("_cov")
    if measuring is not None and why_no_sandbox() is not None and "CI" not in os.environ:
        measuring.options.cov_fail_under = 75
