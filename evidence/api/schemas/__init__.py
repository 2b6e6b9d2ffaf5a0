"""What the API answers, as shapes: every field described, with an invented example. All fields are always there."""
