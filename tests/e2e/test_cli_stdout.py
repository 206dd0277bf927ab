"""`--json` owns standard output, whatever libraries and their processes print."""

import json
import os
import subprocess
import sys
from pathlib import Path

NOISY = """
import os, subprocess, sys
from pathlib import Path
from residency.cli.program import execute
from residency.cli.shell import Shell
from tests.unit.cli.fake_residency import FakeResidency

class Noisy(FakeResidency):
    def run(self, plan, listener, *, wait=False):
        sys.stdout.write("a library speaks\\n")
        subprocess.run(["echo", "a process speaks"], check=True)
        return super().run(plan, listener, wait=wait)

fake = Noisy(Path("."))
command = ["run", "pipelines/quickstart/pipeline.yaml", "--json"]
code = execute(command, Shell(open_facade=lambda: fake))
sys.stdout.write('{"event": "after"}\\n')
sys.exit(code)
"""


def test_standard_output_is_json_alone(repository: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", NOISY],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": f"{repository / 'platform'}:{repository}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    events = [json.loads(line)["event"] for line in result.stdout.splitlines()]
    assert events[-2:] == ["summary", "after"]
    assert "a library speaks" in result.stderr
    assert "a process speaks" in result.stderr
