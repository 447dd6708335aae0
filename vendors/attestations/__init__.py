"""What others attest of vendors: audit reports, certificates and tests, and what bridges the gap to the next."""
