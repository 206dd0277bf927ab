"""What every command waits for: nothing that only a step needs."""

import subprocess
import sys

HEAVY = {
    "boto3", "cv2", "mlflow", "numpy", "onnxruntime", "pandas", "presidio_analyzer", "pyarrow",
    "pydicom", "rapidocr", "ray", "s3fs", "scipy", "spacy", "tokenizers", "torch", "transformers",
}  # fmt: skip


def test_the_composition_root_loads_no_machinery() -> None:
    code = "import sys, residency.wiring.residency; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(told.stdout.split()) == set()
