"""Outcomes: matched measure by measure and compared by their elements."""
