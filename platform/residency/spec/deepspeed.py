"""What a recipe may set of DeepSpeed's own configuration, in DeepSpeed's own words.

Written after DeepSpeed 0.19.8; a test holds these tables against the installed version, so that a
key that it gains or drops is noticed. Everything else of its configuration is either made of other
fields of the recipe, or asks for something that our engine does not do: both are refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import ConfigDict, Field, model_validator

from residency.spec.base import Count, SpecModel, Whole

_MODEL = "would change the model"
_PARALLEL = "is a kind of parallelism that this engine does not do"
_KERNELS = "needs kernels that DeepSpeed compiles when it starts"
_SENDS = "would write curves elsewhere: MLflow has them, see docs/tracking.md"
_LOADER = "belongs to DeepSpeed's data loader, which is not used"
_NO_EFFECT = "has no effect here"
_OPTIMIZER = "is settled: the optimiser is torch's AdamW"
_CHECKPOINTS = "is for DeepSpeed's own checkpoints: ours are set by execution.checkpointEvery"
_PRECISION = "follows from precision"
_SCALING = "is for fp16, or would change how gradients are averaged"

TAKEN: Final[Mapping[str, str]] = {
    "train_batch_size": "follows from optimizer.globalBatch",
    "train_micro_batch_size_per_gpu": "follows from execution.microBatch",
    "gradient_accumulation_steps": (
        "follows from optimizer.globalBatch / (execution.workers x execution.microBatch)"
    ),
    "gradient_clipping": "follows from optimizer.clip",
    "optimizer": "follows from optimizer",
    "scheduler": "follows from optimizer.schedule and optimizer.warmup",
    "bf16": _PRECISION,
    "bfloat16": _PRECISION,
    "fp16": _PRECISION,
    "amp": _PRECISION,
    "torch_autocast": _PRECISION,
    "activation_checkpointing": "follows from execution.activationCheckpointing",
    "checkpoint": _CHECKPOINTS,
    "nebula": _CHECKPOINTS,
    "datastates_ckpt": _CHECKPOINTS,
    "zero_allow_untested_optimizer": _OPTIMIZER,
    "zero_force_ds_cpu_optimizer": _OPTIMIZER,
    "prescale_gradients": _SCALING,
    "gradient_predivide_factor": _SCALING,
    "gradient_allreduce_op": _SCALING,
    "managed_gradient_accumulation": _SCALING,
    "comet": _SENDS,
    "csv_monitor": _SENDS,
    "tensorboard": _SENDS,
    "wandb": _SENDS,
    "compression_training": _MODEL,
    "eigenvalue": _MODEL,
    "progressive_layer_drop": _MODEL,
    "quantize_training": _MODEL,
    "sparse_attention": _MODEL,
    "weight_quantization": _MODEL,
    "elasticity": _PARALLEL,
    "expert_parallel": _PARALLEL,
    "pipeline": _PARALLEL,
    "seq_parallel_communication_data_type": _PARALLEL,
    "tensor_parallel": _PARALLEL,
    "use_data_before_expert_parallelism": _PARALLEL,
    "aio": _KERNELS,
    "compile": _KERNELS,
    "graph_harvesting": _KERNELS,
    "hybrid_engine": _KERNELS,
    "curriculum_learning": _LOADER,
    "data_efficiency": _LOADER,
    "dataloader_drop_last": _LOADER,
    "sparse_gradients": "would send gradients of embeddings apart, which checkpoints do not know",
    "autotuning": "runs other programs: `residency plan` says what fits",
    "disable_allgather": _NO_EFFECT,
    "disable_python_gc": _NO_EFFECT,
    "log_level": "is settled: DeepSpeed logs warnings",
    "timers": _NO_EFFECT,
    "vocabulary_size": _NO_EFFECT,
}
"""Keys of DeepSpeed that a recipe does not set here, and why; by name as one reads it on."""

_QUANTIZED = f"{_KERNELS}, and would round weights or gradients"
_LAYOUT = "would lay out partitions in a way that checkpoints do not know"
ZERO_TAKEN: Final[Mapping[str, str]] = {
    "stage": "follows from execution.zero",
    "offload_optimizer": "follows from execution.offload",
    "cpu_offload": "follows from execution.offload",
    "cpu_offload_use_pin_memory": "follows from execution.offload",
    "offload_param": "is not supported: weights stay on the GPU, see execution.zero",
    "cpu_offload_param": "is not supported: weights stay on the GPU, see execution.zero",
    "compute_grad_norm": "is settled: the norm is what stops a training that diverges",
    "load_from_fp32_weights": _CHECKPOINTS,
    "elastic_checkpoint": _CHECKPOINTS,
    "pipeline_loading_checkpoint": _CHECKPOINTS,
    "stage3_gather_16bit_weights_on_model_save": _CHECKPOINTS,
    "stage3_gather_fp16_weights_on_model_save": _CHECKPOINTS,
    "zenflow": _KERNELS,
    "zero_quantized_weights": _QUANTIZED,
    "zero_quantized_nontrainable_weights": _QUANTIZED,
    "zero_quantized_gradients": _QUANTIZED,
    "legacy_stage1": _LAYOUT,
    "parameter_alignment": _LAYOUT,
    "round_robin_gradients": _LAYOUT,
    "zero_hpz_partition_size": _LAYOUT,
    "memory_efficient_linear": _MODEL,
    "override_module_apply": _MODEL,
    "leaf_module": "is settled: blocks of experts are leaves",
    "save_muon_momentum_buffer_in_memory": _OPTIMIZER,
}
"""The same of its section `zero_optimization`."""


class Numbers(StrEnum):
    """Types that gradients are added up or sent in."""

    BF16 = "bf16"
    FP32 = "fp32"


class _OwnWords(SpecModel):
    """Keys as DeepSpeed writes them, not in camelCase. A key that is left out stays as made."""

    model_config = ConfigDict(alias_generator=None)
    taken: ClassVar[Mapping[str, str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _not_taken(cls, given: object) -> object:
        keys = given if isinstance(given, dict) else ()
        if refused := [f"{key} {cls.taken[key]}" for key in keys if key in cls.taken]:
            raise ValueError("; ".join(refused))
        return given


class DataTypes(_OwnWords):
    """What micro-batches' gradients are added up in."""

    grad_accum_dtype: Numbers | None = None


class CommsLogger(_OwnWords):
    """A log of collective calls."""

    enabled: bool | None = None
    prof_all: bool | None = None
    # What has passed a validator of `before` is a list, which strictness would refuse.
    prof_ops: Annotated[tuple[str, ...] | None, Field(strict=False)] = None
    verbose: bool | None = None
    debug: bool | None = None


class FlopsProfiler(_OwnWords):
    """A log of operations by module."""

    taken: ClassVar[Mapping[str, str]] = {
        "output_file": "would write where it likes: the profile goes to the attempt's log",
        "recompute_fwd_factor": "follows from execution.activationCheckpointing",
    }

    enabled: bool | None = None
    profile_step: Count | None = None
    module_depth: int | None = None
    top_modules: Count | None = None
    detailed: bool | None = None


class ZeroOptimization(_OwnWords):
    """How ZeRO sends and holds what it spreads; sizes are numbers of elements."""

    taken: ClassVar[Mapping[str, str]] = ZERO_TAKEN

    contiguous_gradients: bool | None = None
    overlap_comm: bool | None = None
    reduce_scatter: bool | None = None
    use_multi_rank_bucket_allreduce: bool | None = None
    allgather_partitions: bool | None = None
    reduce_bucket_size: Count | None = None
    allgather_bucket_size: Count | None = None
    sub_group_size: Count | None = None
    stage3_prefetch_bucket_size: Whole | None = None
    stage3_param_persistence_threshold: Whole | None = None
    stage3_model_persistence_threshold: Whole | None = None
    stage3_max_live_parameters: Whole | None = None
    stage3_max_reuse_distance: Whole | None = None
    stage3_module_granularity_threshold: Whole | None = None
    stage3_use_all_reduce_for_fetch_params: bool | None = None
    stage3_allgather_sequential: bool | None = None
    ignore_unused_parameters: bool | None = None
    log_trace_cache_warnings: bool | None = None
    enable_sanity_checks: bool | None = None


class Deciding(_OwnWords):
    """What decides the numbers that come out: it rounds gradients. Part of a stage's identity."""

    communication_data_type: Numbers | None = None
    data_types: DataTypes | None = None


class DeepSpeed(Deciding):
    """DeepSpeed's own settings, laid over those that are made of the recipe.

    All that is not `Deciding` moves, holds or logs the same numbers, as another ZeRO stage does.
    """

    taken: ClassVar[Mapping[str, str]] = TAKEN

    zero_optimization: ZeroOptimization | None = None
    steps_per_print: Count | None = None
    wall_clock_breakdown: bool | None = None
    memory_breakdown: bool | None = None
    dump_state: bool | None = None
    comms_logger: CommsLogger | None = None
    flops_profiler: FlopsProfiler | None = None

    def deciding(self) -> Deciding | None:
        """What of it belongs to the identity; None where nothing does."""
        given = {name: getattr(self, name) for name in Deciding.model_fields}
        return Deciding(**given) if any(value is not None for value in given.values()) else None

    def running(self) -> DeepSpeed | None:
        """The rest, which does not; None where there is none."""
        rest = self.model_copy(update=dict.fromkeys(Deciding.model_fields))
        return rest if rest.model_dump(exclude_none=True) else None
