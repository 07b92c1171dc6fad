"""Says what really changed in a clinical trial's registry record.

Where a comment names a law, it is one of docs/design.md; a fact, of docs/registry.md; a correction, of docs/rating.md.
"""

DOCS = "https://github.com/clinical-trial-watcher/clinical-trial-watcher/blob/main/docs"  # an installed copy has none

__version__ = "0.1.0"
