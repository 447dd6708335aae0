"""The decision library: pure Python, no dependencies."""
