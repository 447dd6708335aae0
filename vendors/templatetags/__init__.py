"""Template tags of the vendor slices."""
