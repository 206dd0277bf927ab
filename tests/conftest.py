"""What every test gets: its tier, a time limit, a quiet environment, the shared data.

A test's tier is its folder (tests/unit, tests/contract, ...). Tiers run from fast to slow, so that
a plain mistake shows in seconds.
"""

import gc
import os
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# tier -> seconds a test may take, in the order in which the tiers run. A test that needs another
# limit says so: @pytest.mark.timeout(600).
TIMEOUTS = {
    "unit": 60,
    "contract": 90,
    "integration": 300,
    "e2e": 600,
    "cluster": 240,
    "gpu": 600,
}

# Set before any test module is imported, since the libraries read it when they are.
os.environ |= {
    "AWS_EC2_METADATA_DISABLED": "true",
    "DO_NOT_TRACK": "true",
    "DS_ACCELERATOR": "cpu",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "MAX_JOBS": "2",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "TOKENIZERS_PARALLELISM": "false",
    "TORCH_EXTENSIONS_DIR": str(ROOT / ".cache" / "torch-extensions"),
}
# What a developer's shell may hold, and a test must not reach.
for name in ("RESIDENCY_HOME", "RAY_ADDRESS", "MLFLOW_TRACKING_URI", "KUBECONFIG"):
    os.environ.pop(name, None)


def _tier(item: pytest.Item) -> str:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    if folder not in TIMEOUTS:
        raise pytest.UsageError(
            f"{item.nodeid} lies in no tier: move it into one of tests/{{{','.join(TIMEOUTS)}}}"
        )
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its folder's tier and time limit, and order the tiers fast to slow."""
    for item in items:
        tier = _tier(item)
        item.add_marker(tier)
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(TIMEOUTS[tier]))
    order = list(TIMEOUTS)
    items.sort(key=lambda item: order.index(_tier(item)))


def pytest_collection_finish() -> None:
    """What was imported and collected stays: no garbage collection looks at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print, a tier a line, how many tests passed, failed and were skipped, and their time."""
    counts: dict[str, Counter[str]] = {tier: Counter() for tier in TIMEOUTS}
    seconds: Counter[str] = Counter()
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.getreports(outcome):
            if isinstance(report, pytest.TestReport):
                tier = report.nodeid.split("/")[1]
                counts[tier][outcome] += 1
                seconds[tier] += report.duration
    terminalreporter.section("tiers")
    for tier, count in counts.items():
        if count:
            told = ", ".join(f"{number} {outcome}" for outcome, number in count.items())
            terminalreporter.write_line(f"{tier:<12} {told} in {seconds[tier]:.1f} s")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared reference data beside the checkout (Kubernetes tools, public data).

    A test that needs it is skipped where it is absent. With RESIDENCY_REQUIRE_SHARED=1 its absence
    is a failure, so that an automated run cannot pass by skipping.
    """
    folder = ROOT.parent / "shared"
    if folder.is_dir():
        return folder
    reason = f"the shared reference data is absent: {folder} is not a folder"
    if os.environ.get("RESIDENCY_REQUIRE_SHARED") == "1":
        pytest.fail(f"{reason}, and RESIDENCY_REQUIRE_SHARED=1 forbids skipping")
    pytest.skip(reason)
