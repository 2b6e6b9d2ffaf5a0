"""What people type at the desk, read and made tidy. Saving is done by actions."""
