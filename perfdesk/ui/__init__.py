"""The window: the only place with Qt; it talks to services through the runner and never touches a data file itself."""
