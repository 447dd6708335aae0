"""The way of an ordinary question past everything an ordinary question does not need (docs/adr/0009-fast-lane.md)."""
