"""What every record shares: identity, history, events, rights, and the one way to read and to write."""
