"""ClinicalTrials.gov, by its API v2."""
