"""Solution 3: each proxy adds one address at the end, so that many of them are true."""


def find_client(peer: str, forwarded: str, trusted_hops: int) -> str:
    """Return the address of the client.

    `peer` is the address that opened the connection, `forwarded` the header X-Forwarded-For, or an
    empty text. There are `trusted_hops` proxies in front of the application.
    """
    addresses = [address.strip() for address in forwarded.split(",") if address.strip()]
    if trusted_hops == 0 or len(addresses) < trusted_hops:
        return peer
    return addresses[-trusted_hops]
