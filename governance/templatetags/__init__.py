"""Template filters of the governance slices."""
