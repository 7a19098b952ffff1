"""The painted parts of the workbench."""
