"""The command line, one module a group of commands: arguments in, services called, words or one JSON document out."""
