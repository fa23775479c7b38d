"""What Datasette is told of a database: a configuration directory as Datasette's documentation describes it.

    metadata.yaml   what tables and columns mean, which are hidden, facets, search, ready questions
    settings.json   limits of time and size
    templates/      the start page, and a row as a page to read
    plugins/        headlines lead to the text; other hosts' names are refused
    static/         how it looks, light and dark

Nothing here is loaded by Offprint itself, so that all else works without Datasette (see crawler.browser).
"""
