"""Database migrations of the registry app."""
