"""The log's other faces: a folder a trial and an index, for people and for `git log -p`. Views, never read back."""

from watcher.publish.views import Source, publish

__all__ = ["Source", "publish"]
