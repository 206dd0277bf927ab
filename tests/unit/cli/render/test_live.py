"""The live display fits into 80 columns, with one line a running step."""

import re
from io import StringIO

from rich.console import Console

from residency.cli.render.live import LiveDisplay
from residency.flow.runner import StepEnd
from residency.ports import Phase, Progress


def test_bars_and_finished_steps(fake, quickstart: str) -> None:
    plan = fake.plan(fake.load(quickstart, ()))
    align, pack = plan.step("train.align"), plan.step("pack.midtrain")
    out = StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system=None)
    with LiveDisplay(console) as display:
        display.on_start(pack, early=False)
        display.on_start(align, early=True)
        figures = {"loss": 1.5, "tokens_per_second": 4567.0}
        display.update(Progress("train.align", 50, 100, figures))
        display.update(Progress("unknown", 1, 2))
        display.refresh()
        display.on_stopping(align)
        display.on_stopping(pack)
        display.on_end(StepEnd(align, Phase.FAILED, 3.0, None, "no [loss]"))
    shown = out.getvalue()
    assert "50/100" in shown
    assert "train.align  stopping: a step and a checkpoint first (Ctrl-C again: at once)" in shown
    assert "pack.midtrain  stopping (Ctrl-C again: at once)" in shown
    assert "loss 1.5 tok/s 4.57k" in shown
    assert "failed      3.0s  train.align  no [loss]" in shown
    drawn = re.split(r"\r|\n", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown))
    assert max(map(len, drawn)) <= 80
