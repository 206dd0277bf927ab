"""What every command waits for: nothing that only a step needs."""

import subprocess
import sys

HEAVY = {
    "boto3", "cv2", "mlflow", "numpy", "onnxruntime", "pandas", "presidio_analyzer", "pyarrow",
    "pydicom", "rapidocr", "ray", "s3fs", "scipy", "spacy", "tokenizers", "torch", "transformers",
}  # fmt: skip


# Two threads start together; in the worst order the pool's is the first to run.
POOL_FIRST = """
import sys
from pathlib import Path
from residency.wiring.machinery import Machinery
from residency.wiring.settings import Settings

class Starting(Machinery):
    def ray(self):
        print("waits for Ray", *sys.modules)
        raise SystemExit

Starting(Settings(Path("nowhere")))._start_pool()
"""


def told(code: str) -> list[str]:
    """What a fresh process that runs this prints."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_the_composition_root_loads_no_machinery() -> None:
    modules = told("import sys, residency.wiring.residency; print(*sys.modules)")
    assert "residency.wiring.residency" in modules
    assert HEAVY & set(modules) == set()


def test_the_pool_imports_nothing_of_ray_before_the_token_is_set() -> None:
    modules = told(POOL_FIRST)
    assert modules[:3] == ["waits", "for", "Ray"]
    assert "ray" not in modules
