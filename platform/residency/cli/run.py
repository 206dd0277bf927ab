"""Running a plan in view: the display that fits, then the table of what happened."""

from __future__ import annotations

from residency.cli.render.events import JsonEvents
from residency.cli.render.live import LiveDisplay
from residency.cli.render.plain import PlainLines
from residency.cli.render.summary import registered, show_summary, summary_facts
from residency.cli.shell import Shell
from residency.cli.stdout import reserved
from residency.errors import ModelFolderError
from residency.flow.runner import RunSummary
from residency.plan.work import Plan
from residency.spec.loader import Loaded


def check_models(shell: Shell, loaded: Loaded, plan: Plan) -> None:
    """Raise ModelFolderError for a model folder that cannot be used, and all else in the way."""
    try:
        shell.facade.check_models(loaded)
    except ModelFolderError as error:
        raise ModelFolderError(
            "\n".join((error.message, *plan.unsupported)), error.remedy
        ) from None


def run_pipeline(shell: Shell, plan: Plan, *, wait: bool, json: bool) -> RunSummary:
    """Run it and show how it goes. Raises what the run raises."""
    if json:
        with reserved(shell):
            events = JsonEvents(shell)
            summary = shell.facade.run(plan, events, wait=wait)
            events.write("summary", summary_facts(shell, plan, summary))
        return summary
    with display(shell) as listener:
        summary = shell.facade.run(plan, listener, wait=wait)
    show_summary(shell, plan, summary)
    if registered(plan, summary) is not None:
        shell.out.print(f"Next: residency approve {plan.pipeline}   (and residency ui for MLflow)")
    return summary


def display(shell: Shell) -> LiveDisplay | PlainLines:
    """Bars on a terminal, lines elsewhere."""
    return LiveDisplay(shell.out) if shell.out.is_terminal else PlainLines(shell.out)
