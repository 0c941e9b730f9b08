"""The error of a backup that was not made, or not restored."""


class BackupError(Exception):
    """Its text is a sentence that says what is wrong and how to put it right."""
