"""DeepSpeed, imported as it has to be. All else of this adapter gets it from here.

Each of these goes when its cause does:

- deepspeed/autotuning/autotuner.py (0.19.8) imports mlflow when it can, for a tuner that we do
  not run: 1.4 s and 90 MB a worker.
- transformers/loss/loss_for_object_detection.py (5.23) imports scipy when it can, for losses of
  other models, and its generation code scikit-learn: 0.8 s and 36 MB. It settles what is
  installed when it is first imported, so that happens here too.
- deepspeed/comm/torch.py builds the `shm_comm` operator at init_distributed where a compiler is
  found: 26-74 s, and a killed build leaves a lock on which later runs wait for ever. It serves
  inference all-reduce only; marking it incompatible skips it.
- deepspeed/runtime/zero/muon/original_muon.py applies torch.compile to three functions when it is
  imported, and ZeRO imports it to ask whether an optimiser is Muon: that loads the whole of
  torch._inductor, 1.9 s and 580 modules a worker. Here they are compiled when first called.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any


@contextmanager
def _absent(*names: str) -> Iterator[None]:
    """A None in sys.modules makes an import fail as it does where a package is not installed."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def compiled_when_called(function: Callable[..., Any]) -> Callable[..., Any]:
    """What torch.compile makes of the function, made at its first call."""
    import torch

    compiled = cache(lambda: torch.compile(function))

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        return compiled()(*arguments, **named)

    return call


with _absent("mlflow", "scipy", "sklearn"):
    import deepspeed
    import deepspeed.ops
    import deepspeed.runtime.compiler
    import transformers.modeling_utils
    from transformers.integrations.deepspeed import HfDeepSpeedConfig, unset_hf_deepspeed_config

_compile = deepspeed.runtime.compiler.compile
deepspeed.runtime.compiler.compile = lambda: compiled_when_called
try:
    import deepspeed.runtime.zero.muon.original_muon
finally:
    deepspeed.runtime.compiler.compile = _compile

deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False
logging.getLogger("DeepSpeed").setLevel(logging.WARNING)

__all__ = ["HfDeepSpeedConfig", "deepspeed", "transformers", "unset_hf_deepspeed_config"]
