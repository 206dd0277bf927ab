"""The transformers Trainer as users run it, without and with DeepSpeed: batches padded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.training.job import Job
from benchmarks.training.turns import Turns

MANY = 1_000_000  # steps


def run(job: Job, turns: Turns, deepspeed: dict[str, Any] | None = None) -> None:
    """Batches in the order of the steps, by its own sequential sampler."""
    from transformers import Trainer, TrainerCallback, TrainingArguments

    from benchmarks.training.contestants.model import load
    from benchmarks.training.contestants.padded import Collator, Samples

    class TakesTurns(TrainerCallback):
        """Its steps begin when it is their turn."""

        def on_step_begin(self, *_: Any, **__: Any) -> None:
            turns.step_begins()

    class TellsLosses(Trainer):
        """Remembers the losses of micro-batches, which it would only tell rounded and averaged."""

        share = 0.0

        def training_step(self, *arguments: Any, **named: Any) -> Any:
            loss = super().training_step(*arguments, **named)
            self.share += loss.item() / job.ranks
            if self.accelerator.sync_gradients:
                turns.loss(self.share)
                self.share = 0.0
            return loss

    shape = job.shape
    arguments = TrainingArguments(
        output_dir=str(Path(job.out) / "trainer"),
        per_device_train_batch_size=shape.sample_batch,
        gradient_accumulation_steps=shape.samples // (shape.sample_batch * job.ranks),
        learning_rate=job.lr,
        lr_scheduler_type="constant",
        max_grad_norm=job.clip,
        max_steps=MANY,
        optim="adamw_torch",
        train_sampling_strategy="sequential",
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
        ddp_backend="gloo",
        ddp_find_unused_parameters=False,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        deepspeed=deepspeed,
    )
    TellsLosses(
        model=load(job),
        args=arguments,
        data_collator=Collator(job.padding),
        train_dataset=Samples(job),
        callbacks=[TakesTurns()],
    ).train()
