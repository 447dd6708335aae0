"""From a name as code writes it to the name that the catalogue knows: provider/identifier."""

from __future__ import annotations

import re

#: Families whose names are their own: how they begin, and who provides them when nothing else says so.
_FAMILIES = {
    r"gpt-\d|gpt-oss|chatgpt-|o1(?:-|$)|o3(?:-|$)|o4-|davinci-|babbage-": "openai",
    r"text-embedding-|dall-e-|whisper-\d|tts-1": "openai",
    r"claude-": "anthropic",
    r"gemini-|gemma-|text-bison|imagen-": "gemini",
    r"mistral-|mixtral-|codestral-|ministral-|pixtral-|open-mistral|open-mixtral|magistral-|devstral-": "mistral",
    r"command-|embed-english-|embed-multilingual-|rerank-": "cohere",
    r"deepseek-": "deepseek",
    r"grok-": "xai",
    r"llama-?\d|meta-llama": "meta_llama",
    r"qwen[\d-]": "dashscope",
    r"(?:us\.|eu\.|apac\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21)\.[a-z]": "bedrock",
}
FAMILIES = "|".join(_FAMILIES)

#: Who calls whom, by import, package or address.
PROVIDERS = {
    "openai": re.compile(
        r"^\s*(?:import|from)\s+openai\b|require\(['\"]openai['\"]\)|from\s+['\"]openai['\"]|api\.openai\.com"
    ),
    "anthropic": re.compile(r"^\s*(?:import|from)\s+anthropic\b|@anthropic-ai/sdk|api\.anthropic\.com"),
    "gemini": re.compile(
        r"google\.generativeai|^\s*from\s+google\s+import\s+genai|@google/gen(?:erative-)?ai"
        r"|generativelanguage\.googleapis\.com"
    ),
    "vertex_ai": re.compile(r"\bvertexai\b|aiplatform\.googleapis\.com|@google-cloud/vertexai"),
    "mistral": re.compile(r"^\s*(?:import|from)\s+mistralai\b|@mistralai/mistralai|api\.mistral\.ai"),
    "cohere": re.compile(r"^\s*(?:import|from)\s+cohere\b|cohere-ai|api\.cohere\.(?:ai|com)"),
    "bedrock": re.compile(
        r"bedrock-runtime|client-bedrock-runtime|bedrock-runtime\.[a-z0-9-]+\.amazonaws\.com"
    ),
    "azure": re.compile(r"\bAzureOpenAI\b|\.openai\.azure\.com|@azure/openai"),
    "litellm": re.compile(r"^\s*(?:import|from)\s+litellm\b"),
}
#: Providers that pass other people's models on: their name goes before the family's own.
_RESELLERS = ("azure", "bedrock", "vertex_ai")


def guess_provider(text: str) -> str:
    """Return the one provider that a file calls, or an empty text when it calls none or several."""
    called = {
        name
        for name, pattern in PROVIDERS.items()
        if name != "litellm" and any(map(pattern.search, text.splitlines()))
    }
    if "azure" in called:
        # The Azure client comes from OpenAI's package.
        called.discard("openai")
    return called.pop() if len(called) == 1 else ""


def complete(name: str, provider: str) -> str:
    """Return the name as the catalogue spells it, as far as it can be known: with its provider before it."""
    if "/" in name:
        return name
    if provider in _RESELLERS:
        return f"{provider}/{name}"
    for pattern, owner in _FAMILIES.items():
        if re.match(pattern, name):
            return f"{owner}/{name}"
    return f"{provider}/{name}" if provider else name
