"""The harmony conversation format: its special tokens, and it as a chat template."""

from __future__ import annotations

from enum import StrEnum


class Special(StrEnum):
    """Tokens that structure a conversation; in a user's text they are text."""

    START = "<|start|>"
    CHANNEL = "<|channel|>"
    MESSAGE = "<|message|>"
    END = "<|end|>"
    RETURN = "<|return|>"
    ENDOFTEXT = "<|endoftext|>"
    IMAGE = "<|image|>"


FINAL = "final"
"""The channel that a user sees."""

# The same format for other engines, which insert the image placeholders of a turn themselves.
# It cannot tell a special token in user text from a real one; render.py can, and is what we use.
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "<|start|>{{ message.role }}"
    "{%- if message.role == 'assistant' -%}<|channel|>final{%- endif -%}"
    "<|message|>"
    "{%- if message.content is string -%}{{ message.content }}"
    "{%- else -%}{%- for part in message.content -%}"
    "{%- if part.type == 'image' -%}<|image|>{%- else -%}{{ part.text }}{%- endif -%}"
    "{%- endfor -%}{%- endif -%}"
    "{%- if message.role == 'assistant' and loop.last -%}<|return|>"
    "{%- else -%}<|end|>{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}<|start|>assistant<|channel|>final<|message|>{%- endif -%}"
)
