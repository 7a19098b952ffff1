"""The dialogs of the frame; each asks or tells one thing."""
