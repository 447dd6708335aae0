"""Database migrations of the vendors app."""
