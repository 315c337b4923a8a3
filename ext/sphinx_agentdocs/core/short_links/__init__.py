"""The pages that short links lead to."""
