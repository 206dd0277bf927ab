"""Counts the bytes of all tensors that are alive, storage by storage, and their peak.

Every operation that makes a tensor passes the dispatcher; its storage counts from there until it
is freed. What a kernel allocates for itself and frees before it returns does not pass. Resident
memory of a process would not do: on a CPU it is mostly libraries.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol, Self

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter


class Meter(Protocol):
    """Counts bytes inside its `with` block."""

    @property
    def now(self) -> int: ...
    @property
    def peak(self) -> int:
        """The most since `restart`."""

    def restart(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *error: Any) -> None: ...


class AllocatedBytes:
    """What the GPU's allocator gave to tensors, less what was there before.

    cuBLAS takes a workspace from it at the first product, which is no tensor of a model.
    """

    def __enter__(self) -> Self:
        warm = torch.ones(64, 64, device="cuda")
        torch.mm(warm, warm)
        del warm
        self._before = torch.cuda.memory_allocated()
        return self

    def __exit__(self, *error: Any) -> None: ...

    @property
    def now(self) -> int:
        """Allocated now."""
        return torch.cuda.memory_allocated() - self._before

    @property
    def peak(self) -> int:
        """The most since `restart`."""
        return torch.cuda.max_memory_allocated() - self._before

    def restart(self) -> None:
        """Look for a peak from here on."""
        torch.cuda.reset_peak_memory_stats()


class TensorBytes(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own, untyped
    """Bytes alive now, and the most since `restart`. Tensors made before it are not counted."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.now = 0
        self.peak = 0
        self._alive: dict[int, tuple[int, weakref.ref[torch.UntypedStorage]]] = {}

    def restart(self) -> None:
        """Look for a peak from here on."""
        self.peak = self.now

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        for leaf in tree_iter(result):
            if isinstance(leaf, torch.Tensor) and leaf.device.type != "meta":
                self._see(leaf.untyped_storage())
        return result

    def _see(self, storage: torch.UntypedStorage) -> None:
        key, size = storage._cdata, storage.nbytes()
        known = self._alive.get(key)
        if known is None:
            self._alive[key] = (size, weakref.ref(storage, partial(self._forget, key)))
            self.now += size
        elif known[0] != size:  # it was resized
            self._alive[key] = (size, known[1])
            self.now += size - known[0]
        self.peak = max(self.peak, self.now)

    def _forget(self, key: int, _: object) -> None:
        self.now -= self._alive.pop(key)[0]
