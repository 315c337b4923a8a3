"""Reading from and writing to disk: definitions, the ledger, and Git."""
