"""References: each name must lead to something, none is given twice, words have a tokenizer."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from residency.errors import SpecError
from residency.spec.model import TextArchitecture
from residency.spec.pipeline import Pipeline
from residency.spec.training import Part, Stage, TrainRecipe
from residency.spec.yaml_file import Document, Place

BASE = "base"
RESERVED = {BASE, "tokenizer", "assemble", "decontaminate", "register"}


def check_names(pipeline: Pipeline, document: Document) -> None:
    """Raise SpecError listing every reference that leads nowhere, with the nearest name."""
    problems = list(_Check(pipeline, document).problems())
    if problems:
        raise SpecError("\n".join(problems))


class _Check:
    """The names of one pipeline, and the document that its errors point into."""

    def __init__(self, pipeline: Pipeline, document: Document) -> None:
        self.spec = pipeline.spec
        self.document = document
        self.datasets = [dataset.name for dataset in self.spec.datasets]
        self.kinds = {one.name: one.kinds for one in self.spec.datasets if one.kinds}
        self.stages = [stage.name for stage in self.spec.curriculum]
        self.benchmarks = [benchmark.name for benchmark in self.spec.benchmarks]

    def problems(self) -> Iterator[str]:
        yield from self.given_twice("dataset", self.datasets)
        yield from self.given_twice("stage", self.stages)
        yield from self.given_twice("benchmark", self.benchmarks)
        for name in sorted(RESERVED & set(self.stages)):
            yield f"{self.document.source}: stage `{name}`: a step of its own has this name"
        for index, benchmark in enumerate(self.spec.benchmarks):
            place = ("spec", "benchmarks", index, "dataset")
            known = Known(f"benchmark `{benchmark.name}`", "dataset", self.datasets)
            yield from self.leads(place, known, benchmark.dataset)
        if self.spec.base is not None:
            yield from self.mixture(("spec", "base"), "base", self.spec.base)
            yield from self.adapters(("spec", "base", "train"), "base", self.spec.base)
            yield from self.routers(("spec", "base"), "base", self.spec.base)
        for index, stage in enumerate(self.spec.curriculum):
            yield from self.stage(index, stage)
        yield from self.words()
        limited = Known("decontamination.limits", "benchmark", self.benchmarks)
        for name in self.spec.decontamination.limits:
            yield from self.leads(("spec", "decontamination", "limits", name), limited, name)

    def stage(self, index: int, stage: Stage) -> Iterator[str]:
        place = ("spec", "curriculum", index)
        who = f"stage `{stage.name}`"
        earlier = Known(who, "earlier stage", self.earlier(index))
        benchmarks = Known(who, "benchmark", self.benchmarks)
        yield from self.mixture(place, who, stage)
        yield from self.adapters((*place, "train"), who, stage)
        yield from self.routers(place, who, stage)
        for name in stage.after:
            yield from self.leads((*place, "after"), earlier, name)
        if stage.from_ is not None:
            for name in (stage.from_.model, *stage.from_.merge):
                yield from self.leads((*place, "from"), earlier, name)
        for name in stage.evaluate:
            yield from self.leads((*place, "evaluate"), benchmarks, name)
        if stage.gate is not None:
            own = Known(who, "benchmark of its own `evaluate`", stage.evaluate)
            yield from self.leads((*place, "gate"), own, stage.gate.benchmark)
        if stage.projector is not None:
            projectors = Known(who, "projector", list(self.spec.model.projectors))
            yield from self.leads((*place, "projector"), projectors, stage.projector)

    def words(self) -> Iterator[str]:
        """What only a given tokenizer can have; a trained one is made for a new text model."""
        model = self.spec.model
        if model.tokenizer.path is not None:
            return
        if model.text.path is not None:
            where = self.document.at(("spec", "model", "text", "path"))
            yield (
                f"{where}: a pretrained text model knows the words of its own tokenizer only; "
                "name its folder in `model.tokenizer.path`"
            )
        if model.vocabulary.extend:
            where = self.document.at(("spec", "model", "vocabulary", "extend"))
            yield (
                f"{where}: `model.vocabulary.extend` adds words to a given tokenizer, and here "
                "one is trained; set `model.vocabulary.size`, or name `model.tokenizer.path`"
            )

    def earlier(self, index: int) -> list[str]:
        given = self.spec.model.text.path or self.spec.model.vision.path
        starts = self.spec.base is not None or given is not None
        return [*self.stages[:index], *([BASE] if starts else [])]

    def mixture(self, place: Place, who: str, recipe: TrainRecipe) -> Iterator[str]:
        known = Known(who, "dataset", self.datasets)
        for index, entry in enumerate(recipe.mixture):
            yield from self.leads((*place, "mixture", index, "dataset"), known, entry.dataset)
            asked = self.kinds.get(entry.dataset, entry.kinds)
            kinds = Known(who, f"kind of sample of `{entry.dataset}`", asked)
            for kind in entry.kinds:
                yield from self.leads((*place, "mixture", index, "kinds"), kinds, kind)

    def adapters(self, place: Place, who: str, recipe: TrainRecipe) -> Iterator[str]:
        known = Known(who, "adapter", list(self.spec.model.adapters))
        for glob in recipe.train:
            part, _, below = glob.partition(".")
            name = below.partition(".")[0]
            if part == Part.ADAPTERS and not name and not known.names:
                yield (
                    f"{self.document.at(place)}: {who} trains adapters, and the model has none; "
                    "add one to `model.adapters`, or leave them out of `train`"
                )
            elif part == Part.ADAPTERS and name and "*" not in name:
                yield from self.leads(place, known, name)

    def routers(self, place: Place, who: str, recipe: TrainRecipe) -> Iterator[str]:
        text = self.spec.model.text.architecture
        if recipe.loss.router_balance and text is not TextArchitecture.GPT_OSS:
            yield (
                f"{self.document.at((*place, 'loss', 'routerBalance'))}: {who} balances routers, "
                f"and {text.value} has none; leave `loss.routerBalance` out"
            )

    def leads(self, place: Place, known: Known, name: str) -> Iterator[str]:
        if name in known.names:
            return
        close = difflib.get_close_matches(name, known.names, n=1)
        there = ", ".join(known.names) or "none"
        hint = f"did you mean `{close[0]}`?" if close else f"there is: {there}."
        where = self.document.at(place)
        yield f"{where}: {known.who} names the {known.what} `{name}`, which does not exist; {hint}"

    def given_twice(self, what: str, names: Sequence[str]) -> Iterator[str]:
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{self.document.source}: {what} name `{name}` is given more than once"


@dataclass(frozen=True, slots=True)
class Known:
    """Who refers to what, and the names that exist."""

    who: str
    what: str
    names: Sequence[str]
