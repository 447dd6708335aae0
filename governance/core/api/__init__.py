"""The base of every API view: strict input, scoped reads, declared policies, problem details (RFC 9457)."""
