"""One definition, from bytes to a frozen value."""
