"""resources/ turned into domain objects; strict: an unknown key or a duplicate label fails with file and line."""
