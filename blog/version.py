"""The version, in one place: setup.cfg and the feeds read it here."""

__version__ = "1.0.0"
