"""From text to meaning. Pure: a string, a time and a neighbourhood in, a frozen value out."""
