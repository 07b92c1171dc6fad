"""Says what really changed in a clinical trial's registry record."""

__version__ = "0.1.0"
