"""What goes wrong in production, done on purpose: what was acknowledged is not lost."""
