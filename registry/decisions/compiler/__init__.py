"""Index module: from rows of the registry to the facts of the engine."""

from registry.decisions.compiler.changes import UnknownKind, changes_names, compile_changes
from registry.decisions.compiler.compiling import Compiled, compile_snapshot, one_view

__all__ = ["Compiled", "UnknownKind", "changes_names", "compile_changes", "compile_snapshot", "one_view"]
