"""Assessments: what a vendor answered, how much it is worth, and what risk is left."""
