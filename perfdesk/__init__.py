"""perfdesk: a county's budget performance management; one data file, one write path, every number proved."""

__version__ = "0.1.0"
