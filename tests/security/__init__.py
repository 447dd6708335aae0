"""Attacks generated from the URLconf. A package, so that the world can live as long as its tests and no longer."""
