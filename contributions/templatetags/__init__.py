"""Tags of the templates of the letterbox."""
