"""Public pages: parse -> ask the shelf -> render. They read publications only."""
