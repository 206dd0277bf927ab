"""The Pipeline: the one file that a person writes and submits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from residency.spec.base import Count, Name, PipelineName, SpecModel, Whole
from residency.spec.dataset import Dataset
from residency.spec.decontamination import Decontamination
from residency.spec.model import Model
from residency.spec.training import (
    Approval,
    Benchmark,
    Provenance,
    Serving,
    Stage,
    TrainRecipe,
)


class Metadata(SpecModel):
    """Who it is. The name is part of a RayJob's, so it has at most 30 DNS characters."""

    name: PipelineName
    labels: Mapping[str, str] = Field(default_factory=dict)


class Volume(SpecModel):
    """A persistent volume claim of the cluster, and the path at which every pod sees it."""

    claim: Name
    path: Annotated[str, StringConstraints(pattern=r"^/[^:]*[^/:]$")]
    read_only: bool = True


class Placement(SpecModel):
    """Where in a cluster it runs: never part of a fingerprint.

    `image` is pinned by its digest; `home` is RESIDENCY_HOME as the pods see it.
    """

    queue: str | None = None
    namespace: str | None = None
    image: str | None = None
    home: str | None = None
    volumes: tuple[Volume, ...] = ()
    gpus_per_node: Count = 8


class PipelineSpec(SpecModel):
    """What is computed, from data to a registered model."""

    tenant: Name = "local"
    seed: Whole = 0
    datasets: Annotated[tuple[Dataset, ...], Field(min_length=1)]
    model: Model
    base: TrainRecipe | None = None
    curriculum: Annotated[tuple[Stage, ...], Field(min_length=1)]
    benchmarks: tuple[Benchmark, ...] = ()
    decontamination: Decontamination = Decontamination()
    release: Approval = Approval()
    serving: Serving = Serving()
    placement: Placement = Placement()
    provenance: Mapping[str, Provenance] = Field(default_factory=dict)


class Pipeline(SpecModel):
    """A custom resource of our API group, and the YAML file that holds it."""

    api_version: Literal["residency.dev/v1alpha1"]
    kind: Literal["Pipeline"]
    metadata: Metadata
    spec: PipelineSpec
