"""An engine of one rank that holds two parameters and trains nothing."""

from collections.abc import Iterator, Sequence

import torch

from residency.train.engine import Fragment, ParameterState


class Weights:
    """Implements as much of TrainEngine as checkpoints need."""

    rank, world_size = 0, 1

    def __init__(self, value: float = 0.0) -> None:
        self.values = {name: torch.full((3,), value) for name in ("a", "b")}
        self.steps = 0

    def trained(self) -> Sequence[str]:
        return tuple(self.values)

    def own_share(self) -> Iterator[Fragment]:
        """Each parameter in runs of one element, which ranks hold in turn."""
        for name, value in self.values.items():
            for start in range(self.rank, len(value), self.world_size):
                run = value[start : start + 1].clone()
                yield Fragment(name, start, ParameterState(run, run + 1, run + 2))

    def write_state(self, name: str, state: ParameterState) -> None:
        self.values[name] = state.weight

    def set_steps(self, steps: int) -> None:
        self.steps = steps

    def sum(self, values: Sequence[float]) -> list[float]:
        return list(values)

    def barrier(self) -> None:
        """There is nobody to wait for."""

    accumulate = counted = update = weights = None
