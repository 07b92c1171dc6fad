"""Titles, long texts, and the reason why a trial stopped."""
