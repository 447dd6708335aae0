"""Commands of the vendor slices."""
