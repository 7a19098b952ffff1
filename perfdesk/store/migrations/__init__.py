"""Migrations in order; each is plain SQL and never imports live code."""
