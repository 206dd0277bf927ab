"""MLflow's server over the runs of this home, as a child process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from residency.adapters.mlflow.address import Address
from residency.adapters.ray.cluster import worker_environment
from residency.cli.ports import choose_port
from residency.cli.shell import Shell
from residency.errors import EnvironmentProblem, UserError

USUAL_PORT = 5000
# mlflow 3.17.2 imports a part of starlette that announces its end: nobody here can act on it.
QUIET = {"PYTHONWARNINGS": "ignore"}


def serve_ui(shell: Shell, host: str, port: int | None) -> None:
    """Run it until it ends. Raises UserError where nothing has run, or the port is taken."""
    address = shell.facade.tracking
    if address.is_server:
        raise UserError(
            f"Runs are tracked at {address.uri} (MLFLOW_TRACKING_URI).",
            "Open that address in a browser.",
        )
    if address.database is None or not address.database.exists():
        raise UserError(
            f"MLflow knows of no run yet: {address.database} is not there.",
            "Run a pipeline first: residency run FILE, or residency demo",
        )
    chosen = choose_port(host, port, usual=USUAL_PORT)
    # Without the last part a fresh browser opens the pages about prompts (MLflow 3.17).
    page = "#/experiments?workflowType=machine_learning"
    shell.out.print(f"MLflow UI on http://{host}:{chosen}/{page}  (Ctrl-C ends it)")
    environment = {**os.environ, **worker_environment(shell.facade.home), **QUIET}
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or the server would outlive us
    with subprocess.Popen(ui_command(address, host, chosen), env=environment) as server:
        try:
            code = server.wait()
        except KeyboardInterrupt:
            server.terminate()
            code = 0
    if code:
        raise EnvironmentProblem(f"mlflow ended with exit code {code}; its words are above.")


def ui_command(address: Address, host: str, port: int) -> list[str]:
    """The command line: one worker, this home's database and nothing else."""
    return [
        *(sys.executable, "-m", "mlflow", "server"),
        *("--backend-store-uri", address.uri),
        *("--host", host, "--port", str(port), "--workers", "1"),
    ]
