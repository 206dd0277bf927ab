"""One question to an endpoint, as any client would ask it."""

from __future__ import annotations

from base64 import b64encode

from residency.cli.facade import Endpoint
from residency.errors import ResidencyError

TIMEOUT = 120.0  # seconds; the first answer also warms the model up


def ask(endpoint: Endpoint, question: str, image: bytes) -> str:
    """The answer's text. Raises ResidencyError with the endpoint's words where it refuses."""
    import httpx

    picture = f"data:image/png;base64,{b64encode(image).decode()}"
    key = endpoint.key_file.read_text(encoding="ascii").strip()
    response = httpx.post(
        f"{endpoint.url}/chat/completions",
        headers={"Authorization": f"Bearer {key}"},
        json={
            "model": endpoint.model,
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "image_url", "image_url": {"url": picture}},
                        {"type": "text", "text": question},
                    ],
                }
            ],
            "max_tokens": 16,
            "temperature": 0,
        },
        timeout=TIMEOUT,
        trust_env=False,  # a proxy of the shell's has no place between us and ourselves
    )
    if response.is_error:
        raise ResidencyError(f"The endpoint said {response.status_code}: {response.text[:500]}")
    return str(response.json()["choices"][0]["message"]["content"])
