"""The signed bundle: what decisions rest on, for callers that decide in their own process (docs/bundle.md)."""
