"""Eligibility: a text read as criteria, aligned and compared."""
