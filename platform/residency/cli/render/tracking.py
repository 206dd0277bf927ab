"""What was tracked and has not reached the tracker, in words."""

from __future__ import annotations

from residency.cli.shell import Shell


def show_synced(shell: Shell, *, json: bool) -> None:
    """Bring what waits to the tracker, and say what is left. Raises EnvironmentProblem."""
    before = shell.facade.waiting
    left = shell.facade.sync()
    if json:
        told = {"synced": before.calls - left.calls, "waiting": left.calls}
        shell.write_json({**told, "refused": left.refused})
        return
    shell.out.print(f"{before.calls - left.calls} tracking calls were brought to MLflow.")
    show_waiting(shell)


def show_waiting(shell: Shell) -> None:
    """A line for what waits, and one for what MLflow refused; nothing where there is none."""
    left = shell.facade.waiting
    if left:
        shell.out.print(f"{left.calls} tracking calls wait for MLflow: residency sync")
    if left.refused:
        folder = shell.facade.home / "tracking"
        shell.out.print(
            f"MLflow refused {left.refused} calls: see refused.jsonl in the folders of "
            f"{folder}/refused; delete these once seen"
        )
    if left.unreadable:
        shell.out.print(
            f"{left.unreadable} journals in {shell.facade.home / 'tracking'} are of another "
            "version of Residency: they are left alone"
        )
