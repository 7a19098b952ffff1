"""The only place that touches SQLite."""
