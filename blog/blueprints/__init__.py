"""What HTTP says."""
