"""The assemble step: pretrained folders to the model that a curriculum starts from."""

from __future__ import annotations

from pathlib import Path

from residency.data.given_files import check_unchanged
from residency.data.sample import DataState
from residency.model.assemble import Sources, assemble
from residency.model.folder import check_folder
from residency.model.given import WEIGHT_FILES
from residency.plan import layout
from residency.plan.work import AssembleWork
from residency.ports import StepContext, StepResult


def assemble_step(context: StepContext) -> StepResult:
    """Executor of the `assemble` step. Writes model/.

    Raises DataError where a folder has changed since the run was planned, and what `assemble`
    raises.
    """
    work = context.step.work
    if not isinstance(work, AssembleWork):
        raise TypeError(f"step {context.step.id} assembles no model")
    told = work.identity
    text, vision = _folder(work.text_path), _folder(work.vision_path)
    for folder, planned in ((text, told.text), (vision, told.vision)):
        if folder is not None:
            check_folder(folder)
            check_unchanged(folder, WEIGHT_FILES, planned)
    sources = Sources(text, vision, context.earlier.paths()[layout.TOKENIZER])
    model = context.folder / layout.MODEL
    made = assemble(told.model, sources, told.seed, model)
    check_folder(model)
    return StepResult(
        outputs=(layout.MODEL,),
        # Who names a folder vouches for what its weights have seen: it cannot be looked up.
        data_state=DataState.ATTESTED.value,
        notes={"pretrained": f"{made.given:,}", "drawn": f"{made.drawn:,}"},
    )


def _folder(path: str | None) -> Path | None:
    return None if path is None else Path(path)
