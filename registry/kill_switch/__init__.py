"""Stopping things at once: the whole organisation, a vendor, a service, a model family or one version."""
