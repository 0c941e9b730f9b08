"""The names of devices, by what programs call themselves."""

# How much of what a program calls itself is read. Anyone can write anything there.
MAX_USER_AGENT = 300


def describe_device(user_agent: str) -> str:
    """Return a name such as "Firefox on Linux". Do not trust it: the client sends what it likes.

    Call it in a thread, because the first call imports a library and reads its lists.
    """
    from ua_parser import parse

    found = parse(user_agent[:MAX_USER_AGENT])
    browser = found.user_agent.family if found.user_agent else "Unknown program"
    return f"{browser} on {found.os.family}" if found.os else browser


def describe_devices(user_agents: set[str]) -> dict[str, str]:
    """Return the name of each device by its user agent. An empty one has no name."""
    return {each: each and describe_device(each) for each in user_agents}
