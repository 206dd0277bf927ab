"""A run on a terminal: one line with a bar for each running step, finished steps above."""

from __future__ import annotations

from threading import Lock

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.table import Column
from rich.text import Text

from residency.cli.render import format as show
from residency.cli.render.figures import key_figures
from residency.cli.render.phases import CACHED, CACHED_STYLE, LABELS, STYLES, stopping
from residency.cli.render.progress import figures, position
from residency.flow.runner import StepEnd
from residency.flow.state import StepState
from residency.plan.work import Step
from residency.ports import Progress


class _Times(ProgressColumn):
    """How long a step has been running, and what is left where its pace is known."""

    def render(self, task: Task) -> Text:
        parts = [show.duration(task.elapsed or 0)]
        if task.total and task.time_remaining:
            parts.append(f"{show.duration(task.time_remaining)} left")
        return Text(", ".join(parts))


class LiveDisplay:
    """Bars while steps run. `update` may come from any thread."""

    def __init__(self, console: Console) -> None:
        self._lock = Lock()
        self._tasks: dict[str, TaskID] = {}
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", table_column=Column(no_wrap=True)),
            BarColumn(bar_width=12),
            TextColumn("{task.fields[position]}", table_column=Column(no_wrap=True)),
            TextColumn(
                "{task.fields[figures]}",
                markup=False,
                table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
            ),
            _Times(table_column=Column(no_wrap=True, justify="right")),
            console=console,
            transient=True,
            refresh_per_second=4,
            expand=True,
        )

    def __enter__(self) -> LiveDisplay:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def refresh(self) -> None:
        """Draw now, not at the next tick."""
        self._bars.refresh()

    def on_cached(self, state: StepState) -> None:
        told = key_figures(state.record) if state.record else ""
        self._finished(Text(CACHED, CACHED_STYLE), "", state.step, told)

    def on_start(self, step: Step, early: bool) -> None:
        with self._lock:
            self._tasks[step.id] = self._bars.add_task(
                step.id, total=None, position="", figures="waits for its inputs" if early else ""
            )

    def on_restart(self, step: Step, why: str) -> None:
        self._bars.console.print(Text.assemble((step.id, "bold"), f"  started again: {why}"))

    def on_stopping(self, step: Step) -> None:
        self._bars.console.print(Text.assemble((step.id, "bold"), f"  {stopping(step)}"))

    def update(self, progress: Progress) -> None:
        with self._lock:
            task = self._tasks.get(progress.step)
        if task is not None:
            self._bars.update(
                task,
                total=progress.total or None,
                completed=progress.done,
                position=position(progress) if progress.total else "",
                figures=figures(progress),
            )

    def on_end(self, end: StepEnd) -> None:
        with self._lock:
            task = self._tasks.pop(end.step.id)
        self._bars.remove_task(task)
        told = key_figures(end.record) if end.record else end.message
        label = Text(LABELS[end.phase], STYLES[end.phase])
        self._finished(label, show.duration(end.seconds), end.step, told)

    def _finished(self, label: Text, time: str, step: Step, told: str) -> None:
        label.align("left", 8)
        self._bars.console.print(
            Text.assemble(label, f" {time:>7}  ", (step.id, "bold"), f"  {told}")
        )
