"""Short links: their addresses and the pages at them."""
