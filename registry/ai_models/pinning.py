"""Telling a pinned model name from a floating one, by its spelling alone.

`dated_snapshot` — a name its provider promises never to repoint, because it carries

- a date: `gpt-4o-2024-08-06`, `claude-3-5-sonnet-20241022`, `claude-3-haiku@20240307`, `command-r-08-2024`,
  `gemini-2.5-pro-exp-03-25`; month and day or year and month in four digits: `gpt-4-0613`,
  `mistral-large-2407`;
- a number: Google's `gemini-1.5-pro-002` and `text-bison@001` (its documentation calls these stable
  versions and gives them no date; OpenAI's older `davinci-002` follows the same custom);
- an Amazon Bedrock revision: `amazon.nova-pro-v1:0`. The revision after the colon is what makes it one: a
  bare `-v1` is a generation, not a pin.

`content_digest` — a SHA-256 digest, or a commit of a model repository after `@`.
`deployment_id` — a fine-tuning result or a deployment of one's own: `ft:gpt-4o-2024-08-06:acme::abc123`, an
ARN of a provisioned model, a Vertex AI endpoint. `none` — everything else: `gpt-4o`, `…-latest`,
`…-preview` without a date, `claude-2.1`, `llama3:8b`.

A spelling is a claim. Four digits that make no date (`llama2-70b-4096`) or the size 1024 are not taken for
one.
"""

import re
from datetime import date
from typing import NamedTuple

from registry.ai_models.importers.records import PinKind


class Pin(NamedTuple):
    """How a name is pinned, by what, and the bare alias it belongs to."""

    kind: PinKind
    value: str
    family: str


_DIGEST = re.compile(
    r"(?:^|[@:])(?:sha256:)([0-9a-f]{64})$|[@:]([0-9a-f]{64})$|@([0-9a-f]{40})$", re.IGNORECASE
)
_ARN = re.compile(r"^arn:aws[a-z-]*:(?:bedrock|sagemaker):[^:]*:[^:]*:(?P<type>[a-z-]+)/(?P<name>.+)$")
_VERTEX_ENDPOINT = re.compile(r"^projects/[^/]+/locations/[^/]+/endpoints/(?P<name>[^/]+)$")
_FINE_TUNED = re.compile(r"^(?P<base>ft:[^:]+):[^:]*:[^:]*:(?P<name>[^:]+)$")
_ROUTING = re.compile(
    r"^(?:global(?:-standard)?|data-?zone|eu|us|apac|[a-z]{2}(?:-gov)?-[a-z]+-[0-9]|\*|bedrock|invoke|converse"
    r"|[0-9]+-month-commitment|(?:[0-9]+|max)-x-(?:[0-9]+|max)|(?:[0-9]+|max)-steps"
    r"|standard|hd|low|medium|high)$"
)
_PUBLISHER_PATH = re.compile(r"^accounts/[^/]+/models/")
_INFERENCE_PROFILE = re.compile(r"^(?:us|us-gov|eu|apac|ap|jp|au|ca|sa|global)\.(?=[a-z0-9]+\.)")

_REVISION = r"(?:[-@]0[0-9]{2})?(?:-v[0-9]+(?::[0-9]+)?(?::[0-9]+k)?)?"
_TOKENS = (
    r"[-@](?P<value>(?P<year>20[0-9]{2})(?P<dash>-?)(?P<month>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})",
    r"[-@](?P<value>(?P<month>[0-9]{2})-(?P<year>20[0-9]{2})",
    r"(?:(?<=-preview)|(?<=-exp))-(?P<value>(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
    r"[-@](?P<value>(?!1024)(?P<month>0[1-9]|1[0-2])(?P<day>[0-9]{2})",
    r"[-@](?P<value>(?P<short_year>2[2-9]|3[0-9])(?P<month>0[1-9]|1[0-2])",
    r"[-@](?P<value>0[0-9]{2}",
    r"-(?P<value>v[0-9]+(?:-[0-9]+)?:[0-9]+(?::[0-9]+k)?",
)
_PINS = tuple(re.compile(rf"{token}{_REVISION})(?=$|[-:@])") for token in _TOKENS)
_FLOATING = re.compile(r"[-@:]latest$")
_ALIASES_OF_REMAINDERS = {"gpt-4-preview": "gpt-4-turbo-preview"}
"""Where the provider's alias is not the name with its date left out."""


def classify_pin(identifier: str) -> Pin:
    """Read a model's identifier, without its provider in front; never fails, whatever the text."""
    return _digest(identifier) or _deployment(identifier) or _snapshot(_without_routing(identifier))


def _digest(identifier: str) -> Pin | None:
    if not (match := _DIGEST.search(identifier)):
        return None
    sha256 = match[1] or match[2]
    value = f"sha256:{sha256}" if sha256 else match[3]
    return Pin("content_digest", value.lower(), _without_routing(identifier[: match.start()]))


def _deployment(identifier: str) -> Pin | None:
    if match := _FINE_TUNED.match(identifier):
        return Pin("deployment_id", match["name"], _snapshot(match["base"]).family)
    if match := _VERTEX_ENDPOINT.match(identifier):
        return Pin("deployment_id", match["name"], "")
    if match := _ARN.match(identifier):
        if match["type"] in ("foundation-model", "inference-profile"):
            return _snapshot(_without_routing(match["name"]))
        return Pin("deployment_id", match["name"], "")
    return None


def _snapshot(name: str) -> Pin:
    path, slash, last = name.rpartition("/")
    for pattern in _PINS:
        for match in pattern.finditer(last):
            if match.start() > 0 and _is_possible(match.groupdict()):
                rest = last[: match.start()] + last[match.end() :]
                family = path + slash + _ALIASES_OF_REMAINDERS.get(rest, rest)
                return Pin("dated_snapshot", match["value"], family)
    return Pin("none", "", _FLOATING.sub("", name) or name)


def _is_possible(parts: dict[str, str | None]) -> bool:
    """Whether the digits make a date, as far as they claim to; a leap year where the year is not given."""
    if not (month := parts.get("month")):
        return True
    try:
        date(int(parts.get("year") or 2024), int(month), int(parts.get("day") or 1))
    except ValueError:
        return False
    return True


def _without_routing(identifier: str) -> str:
    """Leave out where and how a request is served: region, commitment, picture size, inference profile."""
    name = _PUBLISHER_PATH.sub("", identifier)
    while True:
        first, slash, rest = name.partition("/")
        if not (slash and rest and _ROUTING.match(first)):
            return _INFERENCE_PROFILE.sub("", name)
        name = rest
