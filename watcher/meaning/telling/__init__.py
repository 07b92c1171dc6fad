"""Who hears what, when, and what is said of looks that failed."""
