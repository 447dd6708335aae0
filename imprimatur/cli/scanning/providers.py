"""Who a file calls, by import, package or address, and the names by which the catalogue knows providers."""

from __future__ import annotations

import re

#: Imports and packages of an SDK; `{sdk}` below says how one is written.
_SDKS = {
    "openai": r"openai|langchain_openai|llama_index\.llms\.openai",
    "anthropic": r"anthropic|langchain_anthropic|claude_agent_sdk",
    "mistral": r"mistralai|langchain_mistralai",
    "cohere": r"cohere|langchain_cohere",
    "bedrock": r"langchain_aws",
    "vertex_ai": r"vertexai|langchain_google_vertexai|google\.cloud\.aiplatform",
    "gemini": r"google\.generativeai|google\.genai|langchain_google_genai",
    "groq": r"groq|langchain_groq",
    "together_ai": r"together|langchain_together",
    "ollama": r"ollama|langchain_ollama",
    "litellm": r"litellm",
}
_PACKAGES = {
    "openai": r"openai|@ai-sdk/openai|@langchain/openai",
    "anthropic": r"@anthropic-ai/sdk|@anthropic-ai/claude-agent-sdk|@ai-sdk/anthropic|@langchain/anthropic",
    "mistral": r"@mistralai/mistralai|@ai-sdk/mistral|@langchain/mistralai",
    "cohere": r"cohere-ai|@ai-sdk/cohere|@langchain/cohere",
    "bedrock": r"@aws-sdk/client-bedrock-runtime|@anthropic-ai/bedrock-sdk|@ai-sdk/amazon-bedrock|@langchain/aws",
    "vertex_ai": r"@google-cloud/vertexai|@anthropic-ai/vertex-sdk|@ai-sdk/google-vertex"
    r"|@langchain/google-vertexai",
    "gemini": r"@google/genai|@google/generative-ai|@ai-sdk/google|@langchain/google-genai",
    "azure": r"@azure/openai|@azure-rest/ai-inference|@ai-sdk/azure",
    "groq": r"groq-sdk|@ai-sdk/groq",
    "openrouter": r"@openrouter/ai-sdk-provider",
    "ollama": r"ollama",
}
#: Addresses, and names of clients that can mean nobody else.
_ADDRESSES = {
    "openai": r"\bapi\.openai\.com",
    "anthropic": r"\bapi\.anthropic\.com",
    "mistral": r"\b(?:api|codestral)\.mistral\.ai",
    "cohere": r"\bapi\.cohere\.(?:ai|com)",
    "bedrock": r"\bbedrock-runtime\b|\bAnthropicBedrock\b|\bChatBedrock(?:Converse)?\b",
    "vertex_ai": r"\baiplatform\.googleapis\.com|-aiplatform\.googleapis\.com|\bAnthropicVertex\b|\bChatVertexAI\b",
    "gemini": r"\bgenerativelanguage\.googleapis\.com|\bfrom\s+google\s+import\s+genai\b",
    "azure": r"\b(?:Async)?AzureOpenAI\b|\bAzureChatOpenAI\b|\.openai\.azure\.com"
    r"|\.services\.ai\.azure\.com|\bazure\.ai\.inference\b|api_type\W{1,8}azure",
    "openrouter": r"\bopenrouter\.ai/api",
    "groq": r"\bapi\.groq\.com",
    "together_ai": r"\bapi\.together\.(?:xyz|ai)",
    "fireworks_ai": r"\bapi\.fireworks\.ai",
    "huggingface": r"\bapi-inference\.huggingface\.co|\brouter\.huggingface\.co|\bInferenceClient\b",
    "deepseek": r"\bapi\.deepseek\.com",
    "xai": r"\bapi\.x\.ai\b",
    "perplexity": r"\bapi\.perplexity\.ai",
    "dashscope": r"\bdashscope(?:-intl)?\.aliyuncs\.com",
    "ollama": r"\blocalhost:11434|127\.0\.0\.1:11434",
}
_IMPORT = r"^[ \t]*(?:import|from)[ \t]+(?:{sdk})(?![\w-])"
_PACKAGE = (
    r"""(?:\bfrom[ \t]*|\bimport[ \t]*\(?[ \t]*|\brequire[ \t]*\([ \t]*)"""
    r"""["'](?:{package})(?:/[\w/-]{{1,40}})?["']"""
)


def _compile(patterns: dict[str, str], form: str = "{0}") -> dict[str, re.Pattern[str]]:
    fill = {name: form.format(each, sdk=each, package=each) for name, each in patterns.items()}
    return {name: re.compile(each, re.MULTILINE) for name, each in fill.items()}


_BY_SDK = (_compile(_SDKS, _IMPORT), _compile(_PACKAGES, _PACKAGE))
_BY_ADDRESS = _compile(_ADDRESSES)
#: The plain client of an SDK, and to whom else the SDK may talk instead.
_OWN_CLIENTS = {
    "openai": (
        re.compile(r"(?<![a-z])(?:Async|Chat)?OpenAI\s?\((?![^()]{0,200}base_?url)", re.IGNORECASE),
        frozenset(_ADDRESSES),
    ),
    "anthropic": (
        re.compile(r"(?<![A-Za-z])(?:Async|Chat)?Anthropic\s?\("),
        frozenset({"bedrock", "vertex_ai"}),
    ),
}

#: What the catalogue writes before the slash (LiteLLM's names of providers).
_NAMES = """
openai azure azure_ai anthropic bedrock bedrock_converse vertex_ai gemini mistral codestral cohere cohere_chat groq
together_ai fireworks_ai openrouter deepseek xai perplexity replicate huggingface ollama ollama_chat databricks
watsonx sagemaker cloudflare nvidia_nim cerebras sambanova ai21 deepinfra dashscope github github_copilot vllm
hosted_vllm litellm_proxy voyage jina_ai moonshot meta_llama volcengine snowflake lm_studio xinference oci
aleph_alpha nlp_cloud friendliai novita nebius featherless_ai vercel_ai_gateway text-completion-openai
"""
NAMES = frozenset(_NAMES.split())
#: Who passes other people's models on: their name goes before the model's own.
RESELLERS = frozenset(
    {
        "azure",
        "bedrock",
        "vertex_ai",
        "openrouter",
        "groq",
        "together_ai",
        "fireworks_ai",
        "huggingface",
        "ollama",
    }
)
#: Who takes names of the form owner/model as they are, and so hides who is really called.
BROKERS = frozenset({"openrouter", "together_ai", "groq", "huggingface", "fireworks_ai"})


def find_calls(text: str) -> dict[str, tuple[int, str]]:
    """Return the providers that a file calls, with where (an offset) and as what each is first seen."""
    seen: dict[str, tuple[int, str]] = {}
    for patterns in (*_BY_SDK, _BY_ADDRESS):
        for name, pattern in patterns.items():
            match = pattern.search(text)
            if match is not None:
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                seen[name] = min(seen.get(name, (start, match[0].strip())), (start, match[0].strip()))
    return seen


def name_called(text: str, calls: dict[str, tuple[int, str]]) -> frozenset[str]:
    """Return who is really called.

    The SDKs of OpenAI and Anthropic also talk to others: where somebody else's address or client is named as well, they
    count for their own maker only if its own address or plain client is there.
    """
    called = set(calls) - {"litellm"}
    named = {name for name in called if name in _BY_ADDRESS and _BY_ADDRESS[name].search(text)}
    for name, (client, others) in _OWN_CLIENTS.items():
        if name in called - named and named & others and not client.search(text):
            called.discard(name)
    return frozenset(called)
