"""Sub-processors that vendors announce: the time to object, what was decided, and when they join."""
