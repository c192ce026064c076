"""From parsed texts to answers: classify, index, search, the command line."""
