"""The parts of the import preview: the start, the files, what each would change, names to choose, columns to map."""
