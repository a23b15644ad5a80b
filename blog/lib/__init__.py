"""Tools that know nothing of articles."""
