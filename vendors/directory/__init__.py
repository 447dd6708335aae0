"""Suppliers and what they supply: services, their places, sub-processors and contacts."""
