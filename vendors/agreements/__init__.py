"""Contracts with vendors: what they promise, for which services, from when to when."""
