"""Text in general: characters, words, sentences, and how two texts compare. Nothing here knows about agents."""
