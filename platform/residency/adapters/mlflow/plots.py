"""Curves as a picture: drawn with matplotlib's objects, no window and no global state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from residency.ports import Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INCHES = (8.0, 4.5)
DOTS_AN_INCH = 120
# Told apart by people who see no red or green (Okabe and Ito, 2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MANY_POINTS = 40  # above it, dots would hide the line
FEW_CURVES = 8  # above it, a legend would hide the plot


def save_plot(path: Path, title: str, curves: Sequence[Curve], *, x: str, y: str) -> None:
    """Write the curves to a PNG file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, dpi=DOTS_AN_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for number, curve in enumerate(curves):
        _draw(axes, curve, COLOURS[number % len(COLOURS)])
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(visible=True, alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    if 1 < len(curves) <= FEW_CURVES:
        axes.legend(frameon=False)
    figure.savefig(path)


def _draw(axes: Axes, curve: Curve, colour: str) -> None:
    marker = "o" if len(curve.x) <= MANY_POINTS else ""
    axes.plot(
        curve.x,
        curve.y,
        label=curve.name,
        color=colour,
        marker=marker,
        markersize=3,
        linewidth=1.6,
    )
