"""The command `imprimatur`: ask the gate from a terminal, a pipeline or a commit hook (docs/cli.md)."""
