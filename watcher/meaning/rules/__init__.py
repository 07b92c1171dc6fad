"""The significance table, one file a section; `watcher.meaning.significance` puts them together."""

# Moves with every change to a rule or a fold, so that `reclassify` knows what was rated by older ones.
RULESET = "1"
