"""Template tags of this app's slices."""
