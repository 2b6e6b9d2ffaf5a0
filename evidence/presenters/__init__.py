"""Page-shaped, read-only views of the shelf: views hand these to templates, which only lay out.

They read publications and pure packages, never the desk and never the actions.
"""
