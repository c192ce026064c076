"""What holds for every page: the open library, headers, languages, errors."""
