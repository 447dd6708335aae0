"""The purposes for which AI is used, each with an owner, its data classes and its risk tier."""
