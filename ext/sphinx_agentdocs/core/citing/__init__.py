"""Find a guideline and format it for a review."""
