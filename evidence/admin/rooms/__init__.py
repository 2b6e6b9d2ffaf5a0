"""The editors' rooms: pages of the admin made for one task each. Buttons call actions, and nothing else writes."""
