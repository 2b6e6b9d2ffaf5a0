"""What the editors' rooms show: read-only questions about the desk. Never used by a public page."""
