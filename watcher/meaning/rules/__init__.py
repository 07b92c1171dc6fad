"""The significance table, one file a section; `watcher.meaning.significance` puts them together."""
