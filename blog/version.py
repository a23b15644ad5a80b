"""The version, in one place: setup.cfg, the generator line of feeds and `flask blog` read it here."""

__version__ = "0.1.0"
