"""Every rule and every query, as verbs of the noun they belong to."""
