"""The demo: run the quickstart, approve as the local user, serve, and ask over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from residency.cli.approval import approve_version
from residency.cli.ask import ask as ask_endpoint
from residency.cli.facade import Endpoint
from residency.cli.heldout import HeldOut, held_out_question
from residency.cli.models import find_model, find_version
from residency.cli.ports import choose_port
from residency.cli.render.summary import show_summary
from residency.cli.run import display
from residency.cli.shell import Shell
from residency.errors import UserError
from residency.evaluate.parse import normalise
from residency.release.ledger import STAGING

APPROVING = """
The demo approves this model as you, the local user. A real model is approved by a person who
looked at it: residency approve
"""
ASKING = "\nStarting the staging endpoint, to ask about an image that it did not train on."
NEXT = """
Look at it:   residency ui           MLflow: curves, predictions with their images, models
Ask it more:  residency serve {model}
"""
Ask: TypeAlias = Callable[[Endpoint, str, bytes], str]
"""Puts a question about a PNG to an endpoint."""

HERE = "127.0.0.1"
QUICKSTART = Path("pipelines/quickstart/pipeline.yaml")


def run_demo(shell: Shell, ask: Ask = ask_endpoint) -> None:
    """All of it. Raises UserError where the quickstart is not below the current folder."""
    if not QUICKSTART.is_file():
        raise UserError(
            f"{QUICKSTART} is not here.", "Start the demo in the root of the checkout: make demo"
        )
    facade = shell.facade
    plan = facade.plan(facade.load(str(QUICKSTART), ()))
    with display(shell) as listener:
        summary = facade.run(plan, listener)
    model = find_model(facade, plan.pipeline)
    version = find_version(facade, model, None)
    if STAGING in version.aliases:
        shell.out.print(f"\n{model} version {version.version} was approved in an earlier demo.")
    else:
        shell.out.print(APPROVING)
        approve_version(shell, version, None, ask=False)
    question = held_out_question(facade.store, summary.records)
    shell.out.print(ASKING)
    with facade.serve(model, HERE, choose_port(HERE)) as endpoint:
        answer = ask(endpoint, question.text, question.image)
    _show_answer(shell, question, answer)
    show_summary(shell, plan, summary)
    shell.write(NEXT.format(model=model))


def _show_answer(shell: Shell, question: HeldOut, answer: str) -> None:
    right = "right" if normalise(answer) == normalise(question.answer) else "wrong"
    shell.out.print(f"  question  {question.text}")
    shell.out.print(
        f"  image     {question.modality}, {len(question.image)} bytes of PNG, held out"
    )
    shell.out.print(f"  expected  {question.answer}")
    shell.out.print(f"  answer    {answer}  ({right})")
