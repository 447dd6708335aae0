"""Which spellings pin a model, by what, and which bare name they belong to: a table checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.ai_models.pinning import Pin, classify_pin

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

SNAPSHOTS = [
    # A full date.
    ("gpt-4o-2024-08-06", "2024-08-06", "gpt-4o"),
    ("gpt-4o-mini-2024-07-18", "2024-07-18", "gpt-4o-mini"),
    ("gpt-4o-realtime-preview-2024-10-01", "2024-10-01", "gpt-4o-realtime-preview"),
    ("gpt-4.1-nano-2025-04-14", "2025-04-14", "gpt-4.1-nano"),
    ("o1-2024-12-17", "2024-12-17", "o1"),
    ("omni-moderation-2024-09-26", "2024-09-26", "omni-moderation"),
    ("claude-3-5-sonnet-20241022", "20241022", "claude-3-5-sonnet"),
    ("claude-opus-4-20250514", "20250514", "claude-opus-4"),
    ("claude-3-5-sonnet@20240620", "20240620", "claude-3-5-sonnet"),
    ("claude-3-5-sonnet-v2@20241022", "20241022", "claude-3-5-sonnet-v2"),
    ("openai/gpt-4o-2024-05-13", "2024-05-13", "openai/gpt-4o"),
    ("openai/gpt-4o-2024-05-13:free", "2024-05-13", "openai/gpt-4o:free"),
    ("ft:gpt-4o-2024-08-06", "2024-08-06", "ft:gpt-4o"),
    # Month and year.
    ("command-r-08-2024", "08-2024", "command-r"),
    ("command-r7b-12-2024", "12-2024", "command-r7b"),
    ("command-a-03-2025", "03-2025", "command-a"),
    # Month and day after a stage.
    ("gemini-2.5-pro-exp-03-25", "03-25", "gemini-2.5-pro-exp"),
    ("gemini-2.5-flash-lite-preview-06-17", "06-17", "gemini-2.5-flash-lite-preview"),
    ("imagen-4.0-generate-preview-06-06", "06-06", "imagen-4.0-generate-preview"),
    # Month and day in four digits.
    ("gpt-4-0613", "0613", "gpt-4"),
    ("gpt-3.5-turbo-16k-0613", "0613", "gpt-3.5-turbo-16k"),
    ("gpt-4-1106-preview", "1106", "gpt-4-turbo-preview"),
    ("gpt-4-0125-preview", "0125", "gpt-4-turbo-preview"),
    ("gpt-4-1106-vision-preview", "1106", "gpt-4-vision-preview"),
    ("gemini-1.5-pro-preview-0514", "0514", "gemini-1.5-pro-preview"),
    ("gemini-exp-1206", "1206", "gemini-exp"),
    ("grok-2-vision-1212", "1212", "grok-2-vision"),
    ("deepseek-ai/DeepSeek-R1-0528", "0528", "deepseek-ai/DeepSeek-R1"),
    ("kimi-k2-0711-preview", "0711", "kimi-k2-preview"),
    ("moonshot-v1-8k-0430", "0430", "moonshot-v1-8k"),
    # Year and month in four digits.
    ("mistral-large-2407", "2407", "mistral-large"),
    ("mistral-medium-2312", "2312", "mistral-medium"),
    ("mistral-large@2411-001", "2411-001", "mistral-large"),
    ("mistral-small-2503@001", "2503@001", "mistral-small"),
    ("mistralai/Mistral-Small-24B-Instruct-2501", "2501", "mistralai/Mistral-Small-24B-Instruct"),
    # A provider's number.
    ("gemini-1.5-pro-002", "002", "gemini-1.5-pro"),
    ("gemini-2.0-flash-lite-001", "001", "gemini-2.0-flash-lite"),
    ("text-bison@001", "001", "text-bison"),
    ("imagegeneration@006", "006", "imagegeneration"),
    ("davinci-002", "002", "davinci"),
    ("text-embedding-ada-002", "002", "text-embedding-ada"),
    ("text-embedding-ada-002-v2", "002-v2", "text-embedding-ada"),
    # A Bedrock revision, with and without a date.
    ("anthropic.claude-3-sonnet-20240229-v1:0", "20240229-v1:0", "anthropic.claude-3-sonnet"),
    ("anthropic.claude-3-sonnet-20240229-v1:0:200k", "20240229-v1:0:200k", "anthropic.claude-3-sonnet"),
    ("mistral.mistral-large-2402-v1:0", "2402-v1:0", "mistral.mistral-large"),
    ("amazon.nova-pro-v1:0", "v1:0", "amazon.nova-pro"),
    ("meta.llama3-1-405b-instruct-v1:0", "v1:0", "meta.llama3-1-405b-instruct"),
    ("anthropic.claude-v2:1", "v2:1", "anthropic.claude"),
    ("cohere.rerank-v3-5:0", "v3-5:0", "cohere.rerank"),
    # Where and how a request is served is no part of the family.
    ("eu/gpt-4o-2024-08-06", "2024-08-06", "gpt-4o"),
    ("global-standard/gpt-4o-2024-11-20", "2024-11-20", "gpt-4o"),
    ("us.anthropic.claude-3-haiku-20240307-v1:0", "20240307-v1:0", "anthropic.claude-3-haiku"),
    ("us-gov-west-1/amazon.nova-pro-v1:0", "v1:0", "amazon.nova-pro"),
    ("eu-central-1/6-month-commitment/anthropic.claude-v2:1", "v2:1", "anthropic.claude"),
    ("1024-x-1024/50-steps/bedrock/amazon.nova-canvas-v1:0", "v1:0", "amazon.nova-canvas"),
    ("accounts/fireworks/models/deepseek-r1-0528", "0528", "deepseek-r1"),
    (
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        "20240307-v1:0",
        "anthropic.claude-3-haiku",
    ),
]

FLOATING = [
    ("gpt-4o", "gpt-4o"),
    ("gpt-4", "gpt-4"),
    ("gpt-4.1", "gpt-4.1"),
    ("gpt-4-turbo-preview", "gpt-4-turbo-preview"),
    ("gpt-4.5-preview", "gpt-4.5-preview"),
    ("gpt-3.5-turbo-16k", "gpt-3.5-turbo-16k"),
    ("chatgpt-4o-latest", "chatgpt-4o"),
    ("claude-3-5-sonnet-latest", "claude-3-5-sonnet"),
    ("claude-3-opus", "claude-3-opus"),
    ("claude-2.1", "claude-2.1"),
    ("mistral-large@latest", "mistral-large"),
    ("llama3:latest", "llama3"),
    ("kimi-latest-8k", "kimi-latest-8k"),
    ("latest", "latest"),
    ("gemini-1.5-pro", "gemini-1.5-pro"),
    ("gemini-2.0-flash-exp", "gemini-2.0-flash-exp"),
    ("text-embedding-3-large", "text-embedding-3-large"),
    ("embed-english-v3.0", "embed-english-v3.0"),
    ("voyage-lite-02-instruct", "voyage-lite-02-instruct"),
    ("anthropic.claude-instant-v1", "anthropic.claude-instant-v1"),
    ("amazon.titan-embed-text-v1", "amazon.titan-embed-text-v1"),
    ("llama3:8b", "llama3:8b"),
    ("Qwen/Qwen3-235B-A22B", "Qwen/Qwen3-235B-A22B"),
    ("fireworks-ai-embedding-150m-to-350m", "fireworks-ai-embedding-150m-to-350m"),
    # Digits that are no date.
    ("llama2-70b-4096", "llama2-70b-4096"),
    ("llama3-8b-8192", "llama3-8b-8192"),
    ("mixtral-8x7b-32768", "mixtral-8x7b-32768"),
    ("embed-1024", "embed-1024"),
    ("model-2024-13-45", "model-2024-13-45"),
    ("model-2023-02-29", "model-2023-02-29"),
    ("model-20241322", "model-20241322"),
    ("model-0231", "model-0231"),
    ("model-202410221", "model-202410221"),
    ("gpt-4o-\u0662\u0660\u0662\u0664-08-06", "gpt-4o-\u0662\u0660\u0662\u0664-08-06"),
    ("2024-08-06", "2024-08-06"),
    ("-2024-08-06", "-2024-08-06"),
    ("sha256:abc123", "sha256:abc123"),
    # Served somewhere, still floating.
    ("global-standard/gpt-4o-mini", "gpt-4o-mini"),
    ("hd/1024-x-1792/dall-e-3", "dall-e-3"),
    ("*/1-month-commitment/cohere.command-text-v14", "cohere.command-text-v14"),
    ("us/", "us/"),
    ("", ""),
]

OTHERS = [
    (f"sha256:{DIGEST}", Pin("content_digest", f"sha256:{DIGEST}", "")),
    (f"llama3@sha256:{DIGEST.upper()}", Pin("content_digest", f"sha256:{DIGEST}", "llama3")),
    (f"meta/llama-2-70b-chat:{DIGEST}", Pin("content_digest", f"sha256:{DIGEST}", "meta/llama-2-70b-chat")),
    (f"acme/chat-7b@{DIGEST[:40]}", Pin("content_digest", DIGEST[:40], "acme/chat-7b")),
    ("ft:gpt-4o-2024-08-06:acme::abc123", Pin("deployment_id", "abc123", "ft:gpt-4o")),
    ("ft:gpt-3.5-turbo-0125:acme:tickets:9xYz", Pin("deployment_id", "9xYz", "ft:gpt-3.5-turbo")),
    (
        "arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abc",
        Pin("deployment_id", "abc", ""),
    ),
    ("projects/acme/locations/europe-west4/endpoints/42", Pin("deployment_id", "42", "")),
]


@pytest.mark.parametrize(("name", "value", "family"), SNAPSHOTS)
def test_a_snapshot_is_pinned_by_its_date_number_or_revision(name, value, family):
    assert classify_pin(name) == Pin("dated_snapshot", value, family)


@pytest.mark.parametrize(("name", "family"), FLOATING)
def test_every_other_spelling_floats(name, family):
    assert classify_pin(name) == Pin("none", "", family)


@pytest.mark.parametrize(("name", "pin"), OTHERS)
def test_digests_and_deployments_are_told_apart(name, pin):
    assert classify_pin(name) == pin


def test_a_family_of_a_snapshot_floats():
    families = {family for _, _, family in SNAPSHOTS}
    assert {classify_pin(family).kind for family in families} == {"none"}


@given(st.text())
def test_any_text_is_classified(name):
    assert classify_pin(name).kind in {"none", "dated_snapshot", "content_digest", "deployment_id"}
