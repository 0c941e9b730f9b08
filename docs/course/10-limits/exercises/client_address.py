"""Exercise 3: who sent this request? Here the client says it."""


def find_client(peer: str, forwarded: str, trusted_hops: int) -> str:
    """Return the address of the client.

    `peer` is the address that opened the connection, `forwarded` the header X-Forwarded-For, or an
    empty text. There are `trusted_hops` proxies in front of the application.
    """
    if forwarded:
        return forwarded.partition(",")[0].strip()
    return peer
