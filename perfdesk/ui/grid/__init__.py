"""The virtual grid that shows every ledger: keys and pages of strings, filtered and sorted by SQL, never by a proxy."""
