"""A LiteLLM gateway asks before each call, by its own configuration alone (docs/litellm.md)."""
