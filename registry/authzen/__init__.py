"""OpenID AuthZEN Authorization API 1.0: the gate's answers in the words of a standard (docs/authzen.md)."""
