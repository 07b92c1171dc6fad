"""A day in the life of the watcher, without the network."""
