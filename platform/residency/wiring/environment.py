"""The environment of every process that we start: quiet, offline, without compilers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

WORKER_ENVIRONMENT: Mapping[str, str] = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "DO_NOT_TRACK": "true",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
    # DeepSpeed looks for an accelerator, and warns where it finds none.
    **({} if Path("/dev/nvidiactl").exists() else {"DS_ACCELERATOR": "cpu"}),
}
