"""A question as the log keeps it."""

ASKED = ("team", "support", "use", "summaries", 1, "model", "x/y-2024-01-01", ("internal",), None, None)
