"""The decision log: who asked what, and what the gate said. Nothing of prompts or content ever reaches it."""
