"""Requests, votes and approvals for any kind of record: four eyes that hold, bound to exactly what was seen."""
