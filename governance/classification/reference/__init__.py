"""The reference data an installation starts with: places, adequacy decisions, cloud regions, data classes.

The files beside this module are facts with their sources; `loader` reads and checks them. They seed the
editable records of the slice and are never read when a decision is made.
"""
