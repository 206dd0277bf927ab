"""`residency plan`: what would run, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from residency.cli.options import File, Sets
from residency.cli.shell import Shell, shell_of
from residency.errors import ExitCode, SizeUnknown, UserError
from residency.plan.hardware import Gpu, find_gpu

if TYPE_CHECKING:
    from residency.cli.render.plan import Stages
    from residency.plan.work import Plan
    from residency.spec.loader import Loaded


class Target(StrEnum):
    """Where the plan would run."""

    LOCAL = "local"
    KUBERNETES = "kubernetes"


class Output(StrEnum):
    """How the plan is printed."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"


_Target = Annotated[
    Target,
    typer.Option(
        help="local: the steps, and which are cached. kubernetes: the objects of the run."
    ),
]
_Output = Annotated[
    Output, typer.Option("--output", "-o", help="A table for people, or JSON or YAML.")
]
_Gpu = Annotated[
    str | None,
    typer.Option(
        "--gpu",
        metavar="NAME",
        help="Hold the memory that each stage needs against this GPU (l4, a100, h100, h200, "
        "b200), and refuse a stage that cannot fit, with what would make it fit.",
        show_default=False,
    ),
]
_Gpus = Annotated[
    int | None,
    typer.Option(
        "--gpus",
        min=1,
        metavar="N",
        help="Plan every stage for so many GPUs, instead of its execution.workers; where its "
        "global batch needs it, with a smaller micro-batch.",
        show_default=False,
    ),
]


def plan(
    context: typer.Context,
    file: File,
    sets: Sets = None,
    target: _Target = Target.LOCAL,
    output: _Output = Output.TABLE,
    gpu: _Gpu = None,
    gpus: _Gpus = None,
) -> None:
    """Show what a run would do and cost: steps, cache, parameters, memory, operations, hours.

    Nothing is run. Exit code 2 where a value needs a capability that this version does not have,
    or a model folder is unsafe or not what the recipe says: each is named, and 'residency run'
    would refuse. Data and model folders that are not on this machine are named and not looked at.
    Also where a stage needs more of the machine than its resources.memory, and with --gpu where it
    does not fit that GPU's memory.
    """
    from residency.cli.absent_data import absent_data
    from residency.cli.render.lines import show_line
    from residency.cli.render.objects import show_objects
    from residency.cli.render.plan import show_plan

    shell = shell_of(context)
    card = None if gpu is None else find_gpu(gpu)
    loaded = shell.facade.load(str(file), sets or ())
    absent = absent_data(loaded) if target is Target.LOCAL else ()
    resolved = shell.facade.plan(loaded, remote=target is Target.KUBERNETES or bool(absent))
    # Counting imports torch: not for a cluster's objects alone.
    counted = target is Target.LOCAL or card is not None
    stages = _stages(loaded, resolved, card, gpus) if counted else ()
    if target is Target.KUBERNETES:
        show_objects(shell, shell.facade.objects(resolved), output.value)
    else:
        show_plan(shell, resolved, stages, output.value)
    missing = _model_problem(shell, loaded) if target is Target.LOCAL else ()
    for line in (*absent, *shell.facade.not_looked_at(loaded)):
        show_line(shell.err, line)
    _refuse(shell, (*missing, *resolved.unsupported, *_memory_problems(stages)))


def _stages(loaded: Loaded, plan: Plan, gpu: Gpu | None, gpus: int | None) -> Stages:
    """The training jobs with what they cost; where a recipe leaves out a size, that it does.

    Raises SizeUnknown with --gpu or --gpus, since nothing can be held against them then, and
    SpecError for what no size would mend: a glob or a target that means no layer.
    """
    from residency.cli.render.parameters import stage_plans
    from residency.cli.render.priced import Priced
    from residency.plan.budget import checked

    told = {stage.name: stage.published for stage in loaded.pipeline.spec.curriculum}
    try:
        plans = stage_plans(loaded.pipeline, plan, gpus)
        for one in plans:
            checked(one)
    except SizeUnknown as error:
        if gpu is not None or gpus is not None:
            raise
        return str(error)
    room = loaded.pipeline.spec.placement.gpus_per_node
    return tuple(Priced(one, told.get(one.stage), gpu, room) for one in plans)


def _memory_problems(stages: Stages) -> tuple[str, ...]:
    from residency.cli.render.fitting import problems

    return () if isinstance(stages, str) else problems(stages)


def _model_problem(shell: Shell, loaded: Loaded) -> tuple[str, ...]:
    """What is wrong with a folder that the recipe is given, where it is on this machine."""
    try:
        shell.facade.check_models(loaded, planning=True)
    except UserError as error:
        return (str(error),)
    return ()


def _refuse(shell: Shell, problems: tuple[str, ...]) -> None:
    """Say why it cannot be run, last and on the error side, to be seen."""
    from residency.cli.render.lines import show_line

    for line in problems:
        show_line(shell.err, line, style="bold red")
    if problems:
        raise typer.Exit(ExitCode.USER_MISTAKE)
