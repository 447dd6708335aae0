"""May this subject do this with this resource, given this context? The engine is pure; this slice feeds it."""
