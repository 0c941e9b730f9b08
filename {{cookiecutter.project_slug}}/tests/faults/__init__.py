"""Faults of production, made on purpose: nothing that was acknowledged is lost."""
