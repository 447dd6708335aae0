"""Finds the models that code and configuration name, and the provider SDKs that they call."""
