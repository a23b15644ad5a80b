"""Files in and out: importers, exporters, backups."""
