"""Pages of the site itself: home, how it works, errors, health."""
