"""Exercise 2: settings that are refused, all with one message."""


def list_problems(settings: dict[str, str]) -> list[str]:
    """Return a sentence for each setting that is not safe in production, with its name."""
    problems = []
    key = settings.get("SECRET_KEY", "")
    if len(key) < 32 or len(set(key)) < 10:
        problems.append("SECRET_KEY: use at least 32 random characters.")
    if not settings.get("BASE_URL", "").startswith("https://"):
        problems.append("BASE_URL: use an address that begins with https://.")
    if not settings.get("DATABASE_URL"):
        problems.append("DATABASE_URL: set it, because a deployment deletes the default file.")
    return problems
