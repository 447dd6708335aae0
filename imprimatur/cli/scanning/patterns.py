"""What a place looks like that names a model. Every repetition is bounded, so that no text takes long to read."""

from __future__ import annotations

import re

from imprimatur.cli.scanning.naming import FAMILIES

NAME = r"(?:\*|[A-Za-z0-9][A-Za-z0-9._:/@+*-]{0,200})"
#: Where a model is named: model, modelId, model_name, chat-model, OPENAI_MODEL, azure_deployment, chatModel…
KEY = re.compile(r"(?:model|deployment|engine)(?:[_-]?(?:name|id))?(?![A-Za-z0-9])", re.IGNORECASE)
BEFORE = re.compile(r"[A-Za-z0-9_-]{0,60}\Z")
#: …and what comes after: a kind, perhaps, a sign, and a name that ends where its quotes do.
QUOTED = re.compile(
    rf"""\\?["'`]?(?:[ \t]{{0,9}}:[ \t]{{0,9}}[A-Za-z_][\w.\[\]|]{{0,40}})?\s{{0,80}}(?::=|[:=])\s{{0,80}}\(?\s{{0,80}}
        (?P<quote>\\?["'`])(?P<name>{NAME})(?P=quote)""",
    re.VERBOSE,
)
BARE = re.compile(
    rf"""["']?[ \t]{{0,80}}(?::=|[:=])[ \t]{{0,80}}(?P<name>{NAME})(?=["'`]?(?:[ \t]*$|[\s,;}}\])&|#]))""",
    re.VERBOSE | re.MULTILINE,
)
OPTION = re.compile(rf"[ \t]{{1,20}}[\"']?(?P<name>{NAME})")
KNOWN = re.compile(
    rf"""(?P<quote>\\?["'`])(?P<name>(?:[A-Za-z0-9_.-]{{1,60}}/){{0,4}}(?:{FAMILIES})[A-Za-z0-9._:/@-]{{0,120}})(?P=quote)"""
)
FAMILY = re.compile(rf"(?:[A-Za-z0-9_.-]{{1,60}}/){{0,4}}(?:{FAMILIES})")
#: A value of a configuration or an item of its list that is nothing but a name of a known family.
VALUE = re.compile(
    rf"""^[ \t]{{0,80}}(?:-[ \t]{{1,8}})?(?:[\w.-]{{1,60}}[ \t]{{0,8}}[:=][ \t]{{0,8}})?
        (?P<name>(?:[a-z0-9_.-]{{1,60}}/){{0,4}}(?:{FAMILIES})[A-Za-z0-9._:/@-]{{0,120}})(?=[ \t]{{0,80}}(?:\#.*)?$)""",
    re.VERBOSE | re.MULTILINE,
)
#: The name within an address: Gemini, Vertex AI, Azure, Bedrock.
ADDRESSED = re.compile(
    r"""(?:googleapis\.com|azure\.com|amazonaws\.com)/[\w./{}$-]{0,120}?(?:models|deployments|model)/
        (?P<name>[A-Za-z0-9][A-Za-z0-9._:@+-]{0,80}?)(?=[/?"'`\s]|:[a-z]+[A-Z])""",
    re.VERBOSE,
)
IGNORED = re.compile(r"imprimatur:[ \t]*ignore[ \t]+\S*?\w")
FILE = re.compile(r"\.(?:py|js|ts|json|ya?ml|md|txt|html?|csv|png|jpe?g|svg|toml|sh|bin|xlsx)\Z")
#: Environment variables and the like that say whose model they name.
OWNED = re.compile(
    r"(?:\A|[_-])(openai|azure(?=_(?:openai|ai))|anthropic|bedrock|vertex_ai|gemini|mistral|cohere|groq|together_ai"
    r"|openrouter|deepseek|xai|perplexity|ollama)[_-]",
    re.IGNORECASE,
)
