"""Single fields, dates, people, papers, arms: folded by the field table."""
