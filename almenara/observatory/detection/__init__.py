"""Early warning in plain numbers: weekly counts, young categories, modes, breaks, many series.

Every method works on arrays of series × weeks at once, and knows neither Django nor a database.
"""
