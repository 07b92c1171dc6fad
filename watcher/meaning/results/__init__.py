"""Results: submitted, posted, changed."""
