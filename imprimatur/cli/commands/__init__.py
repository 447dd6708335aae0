"""One file a command: `add_options(parser)` and `run(arguments) -> exit code`; its first line is its help."""
