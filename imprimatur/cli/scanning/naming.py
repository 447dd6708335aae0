"""From a name as code writes it to the names that it may have in the catalogue: provider/identifier."""

from __future__ import annotations

import re

from imprimatur.cli.scanning.providers import BROKERS, NAMES, RESELLERS

#: Families whose names are their own: how they begin, and who provides them when nothing else says so.
_FAMILIES = {
    r"gpt-\d|gpt-oss|gpt-image|gpt-realtime|chatgpt-|o[1-9](?:-[a-z0-9]|$)|codex-mini": "openai",
    r"text-embedding-(?:ada|\d)|text-davinci|dall-e-|whisper-\d|tts-1|omni-moderation": "openai",
    r"claude-(?:\d|v\d|instant|opus|sonnet|haiku|[a-z]+-\d)": "anthropic",
    r"gemini-(?:\d|pro|ultra|flash|nano|exp|embedding|live)|gemma-?\d|text-bison|chat-bison": "gemini",
    r"imagen-\d|veo-\d": "gemini",
    r"(?:open-)?(?:mistral|mixtral|codestral|ministral|pixtral|magistral|devstral|voxtral)"
    r"-(?:\d|tiny|small|medium|large|nemo|saba|embed|moderation|ocr|latest|mamba|mini|v\d)": "mistral",
    r"command-(?:r|a-|a$|light|nightly|text)|embed-(?:english|multilingual|v\d)|rerank-(?:english|multilingual|v\d)"
    r"|c4ai-aya": "cohere",
    r"deepseek-(?:chat|coder|reasoner|r\d|v\d|llm)": "deepseek",
    r"grok-(?:\d|beta|vision|code-)": "xai",
    r"[Ll]lama-?\d|[Cc]ode[Ll]lama|meta-llama": "meta_llama",
    r"[Qq]wen[\d-]|qwq-|qvq-": "dashscope",
    r"(?:(?:us|eu|apac|global|jp|au|ca|us-gov)\.)?"
    r"(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|qwen|openai|stability|writer)\.[a-z][a-z0-9]*-": "bedrock",
}
FAMILIES = "|".join(_FAMILIES)
_OWNERS = [(re.compile(pattern), owner) for pattern, owner in _FAMILIES.items()]
#: What a reseller does not offer, so that a name is not laid at its door.
_NOT_OFFERED = {
    "azure": frozenset({"gemini"}),
    "vertex_ai": frozenset({"openai"}),
    "bedrock": frozenset(_FAMILIES.values()) - {"bedrock"},
    "groq": frozenset({"anthropic", "gemini"}),
    "ollama": frozenset({"anthropic", "gemini"}),
}
_ARN = re.compile(r"arn:aws[a-z-]*:bedrock:.{0,80}?(?:foundation-model|inference-profile)/(.+)")


def find_owner(name: str) -> str:
    """Return whose family a bare name belongs to, or an empty text."""
    return next((owner for pattern, owner in _OWNERS if pattern.match(name)), "")


def complete(name: str, called: frozenset[str]) -> tuple[str, ...]:
    """Return what the name may be called in the catalogue, given who is called; several when that leaves it open.

    Each of several is asked about: a name that is right for one provider must not permit another.
    """
    arn = _ARN.fullmatch(name)
    if arn is not None:
        return (f"bedrock/{arn[1]}",)
    name = name.removeprefix("models/")
    first = name.partition("/")[0]
    brokers = sorted(called & BROKERS - {first})
    if "/" in name and brokers:
        return tuple(f"{broker}/{name}" for broker in brokers)
    if first in NAMES or name == "*":
        return (name,)
    if name.startswith("arn:"):
        return (f"bedrock/{name}",)
    if "/" in name:
        return tuple(f"{each}/{name}" for each in sorted(called & RESELLERS)) or (name,)
    owner = find_owner(name)
    if owner in ("", "bedrock"):
        likely = sorted(called) if not owner else ["bedrock"]
    else:
        resellers = {each for each in called & RESELLERS if owner not in _NOT_OFFERED.get(each, ())}
        likely = sorted(({owner} & called) | resellers) or [owner]
    return tuple(f"{each}/{name}" for each in likely) or (name,)
