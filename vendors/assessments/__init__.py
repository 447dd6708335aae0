"""Assessments: questionnaires sent to a vendor, answered, reviewed and decided."""
