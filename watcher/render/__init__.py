"""How a message reads: the same outline dressed as text, HTML, Markdown, Slack blocks, JSON, CSV or for a terminal."""
