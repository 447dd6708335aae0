"""Index of the admin pages of this app's slices; Django reads it, nobody imports it."""
