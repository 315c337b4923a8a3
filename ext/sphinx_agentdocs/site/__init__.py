"""Building a site with the command, and replacing the previous one in a single step."""
