"""WTForms, a noun a file."""
