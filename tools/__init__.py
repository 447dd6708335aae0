"""What the Makefile runs: the set-up of a fresh machine, and the processes of the server."""
