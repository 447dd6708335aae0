"""Turns records into the facts that the engine needs: as they stand now, or as history says they stood."""

from registry.decisions.compiler.compiling import compile_snapshot

__all__ = ["compile_snapshot"]
