"""Showing a person what is approved, asking, and recording the answer."""

from __future__ import annotations

from rich.text import Text

from residency.cli.evidence import evaluations, verdicts
from residency.cli.render import format as show
from residency.cli.render.summary import show_verdict
from residency.cli.shell import Shell
from residency.errors import UserError
from residency.ports import ModelVersion


def approve_version(
    shell: Shell, version: ModelVersion, person: str | None, *, ask: bool
) -> ModelVersion:
    """Approve a version after showing it. Raises UserError where nobody can be asked."""
    show_version(shell, version)
    if ask and shell.confirm is None:
        raise UserError(
            "Nobody can be asked here: the input is not a terminal.",
            "Read what stands above, then add --yes.",
        )
    if ask and shell.confirm and not shell.confirm("Approve this digest for staging?"):
        raise UserError("Not approved; nothing changed.")
    approved = shell.facade.approve(version.name, version, person)
    shell.out.print(
        Text.assemble(
            ("Approved ", "bold green"),
            f"{approved.name} version {approved.version}",
            f" by {_people(shell, approved)}.",
            f" Aliases: {', '.join(approved.aliases) or 'none yet'}.",
        )
    )
    return approved


def show_version(shell: Shell, version: ModelVersion) -> None:
    """The version, what its stages scored, and its gates."""
    shell.out.print(Text(f"{version.name} version {version.version}", style="bold"))
    shell.out.print(f"  digest   {version.digest}")
    shell.out.print(f"  model    {version.uri}")
    shell.out.print(f"  aliases  {', '.join(version.aliases) or 'none'}")
    records = shell.facade.evidence(version)
    for one in evaluations(shell.facade.store, records):
        shell.out.print(f"  {one.stage} on {one.report.benchmark}, {one.report.protocol.value}:")
        for metric in one.report.metrics:
            shell.out.print(f"    {metric.name:<24} {show.metric(metric)}")
    for verdict in verdicts(shell.facade.store, records):
        show_verdict(shell, verdict)


def _people(shell: Shell, version: ModelVersion) -> str:
    return ", ".join(one.person for one in shell.facade.approvals(version.name, version.digest))
