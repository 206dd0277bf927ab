"""One pool of inference actors for a whole run: they import once, and load models on demand.

Importing torch and transformers takes longer than answering a small benchmark: the pool is started
early, while other steps run, and every evaluation of the run asks the same actors.
"""

from __future__ import annotations

import pkgutil
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, cast

import ray
from ray.actor import ActorHandle

from residency.ports import FinishReason, Predictor, Request

LOAD_TORCH = "residency.model.predict:TorchPredictor.load"
"""The entry that loads a model folder with torch."""

_NAME = "residency-inference"


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a model said to one request."""

    text: str
    finish: FinishReason
    tokens: int


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """What the pool consists of; `entry` (module:function) loads a folder into a Predictor."""

    entry: str = LOAD_TORCH
    actors: int = 1
    cpus: float = 1.0
    gpus: float = 0.0
    environment: Mapping[str, str] = field(default_factory=dict)


class InferenceActor:
    """One process that answers. Keeps the models that were asked last."""

    def __init__(self, entry: str, keep: int = 2) -> None:
        self._load: Callable[[Path], Predictor] = pkgutil.resolve_name(entry)
        self._keep = keep
        self._models: OrderedDict[str, Predictor] = OrderedDict()

    def ready(self) -> bool:
        """Answers once everything is imported."""
        return True

    def predict(self, model_folder: str, requests: Sequence[Request]) -> list[Answer]:
        """One answer a request, in order."""
        texts: list[list[str]] = [[] for _ in requests]
        answers: dict[int, Answer] = {}
        for event in self._model(model_folder).predict(requests):
            texts[event.index].append(event.text)
            if event.finish is not None:
                text = "".join(texts[event.index])
                answers[event.index] = Answer(text, event.finish, event.completion_tokens)
        return [answers[index] for index in range(len(requests))]

    def _model(self, folder: str) -> Predictor:
        if folder not in self._models:
            while len(self._models) >= self._keep:
                self._models.popitem(last=False)
            self._models[folder] = self._load(Path(folder))
        self._models.move_to_end(folder)
        return self._models[folder]


@dataclass(frozen=True, slots=True)
class InferencePool:
    """Handles of the actors of this run."""

    actors: tuple[ActorHandle[Any], ...]

    @classmethod
    def start(cls, settings: PoolSettings) -> Self:
        """Have the pool exist, and return at once: the actors import in the background.

        Actors of an earlier call in this Ray session are joined; one that died is replaced.
        """
        remote = ray.remote(InferenceActor)
        handles = [
            remote.options(
                name=f"{_NAME}-{number}",
                get_if_exists=True,
                num_cpus=settings.cpus,
                num_gpus=settings.gpus,
                runtime_env={"env_vars": dict(settings.environment)},
            ).remote(settings.entry)
            for number in range(settings.actors)
        ]
        return cls(tuple(cast(ActorHandle[Any], handle) for handle in handles))

    def ask(self, turn: int, model_folder: Path, requests: Sequence[Request]) -> list[Answer]:
        """Have the actor whose turn it is (modulo their number) answer; blocks."""
        actor = cast(Any, self.actors[turn % len(self.actors)])  # ray types its methods as Never
        answers: list[Answer] = ray.get(actor.predict.remote(str(model_folder), list(requests)))
        return answers

    def wait(self) -> None:
        """Block until every actor has imported what it needs."""
        ray.get([actor.ready.remote() for actor in self.actors])

    def stop(self) -> None:
        """End the actors."""
        for actor in self.actors:
            ray.kill(actor)
