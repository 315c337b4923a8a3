"""The ledger: every link ever published, and where it leads now."""
