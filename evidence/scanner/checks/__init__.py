"""One module a subject. Each has RULES, its tables of words, and `check(page)`, which yields hits."""
