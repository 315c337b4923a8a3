"""Finding a guideline and writing it the way a review cites it."""
