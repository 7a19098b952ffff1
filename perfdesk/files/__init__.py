"""The only place that knows workbooks, PDF, Word, zip and keys."""
