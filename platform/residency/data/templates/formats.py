"""All chat formats by the name that a recipe gives them."""

from __future__ import annotations

from collections.abc import Mapping

from residency.data.templates.chatml import CHATML, chatml
from residency.data.templates.harmony import HARMONY
from residency.data.templates.llama2 import LLAMA2
from residency.data.templates.llama3 import LLAMA3
from residency.data.templates.phi3 import PHI3
from residency.data.templates.pieces import ChatFormat
from residency.spec.model import Template

FORMATS: Mapping[Template, ChatFormat] = {
    chat.template: chat for chat in (HARMONY, CHATML, PHI3, LLAMA2, LLAMA3)
}


def format_of(template: Template, system: str | None) -> ChatFormat:
    """The format with that system turn of its own, where it writes one (ChatML)."""
    chat = FORMATS[template]
    return chatml(system) if template is Template.CHATML and system != chat.system else chat
