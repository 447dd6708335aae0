"""Database migrations of the governance app."""
