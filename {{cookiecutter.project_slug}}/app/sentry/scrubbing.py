"""The parts of an event that are sent: only those named here, without secrets in their texts.

The SDK collects more, and a later version may collect other things: the body, the query, cookies
and other headers, values of variables, the address of the client. None of that leaves the process.
"""

import re
from typing import Any, cast

from sentry_sdk.types import Event

ALLOWED = {
    *("event_id", "type", "platform", "level", "logger", "timestamp", "start_timestamp"),
    *("environment", "release", "server_name", "sdk", "tags"),
    *("message", "exception", "logentry", "spans"),
}
OF_A_TRACE = {"trace_id", "span_id", "parent_span_id", "op", "status", "origin"}
OF_A_SPAN = {*OF_A_TRACE, "description", "start_timestamp", "timestamp"}
# The text of a query has no values: they are parameters.
OF_A_QUERY = {"db.system", "code.filepath", "code.function", "code.lineno"}
OF_SAMPLING = {
    *("trace_id", "public_key", "org_id", "release", "environment"),
    *("sampled", "sample_rate", "sample_rand"),
}
OF_A_LOG_LINE = {"message", "formatted"}

SCRUBBED = "[scrubbed]"
SECRETS = re.compile(
    r"""
    (?<=://)[^\s/@]+(?=@)              # the user and password of an address
    | (?<=\?)[\w.%~-]+=[^\s'"]*         # the query of an address
    | [\w.%+-]{1,64}@[\w-]+\.[\w.-]*\w  # an email address; without the bound, it takes too long
    | (?<![\w-])[\w-]{40,}(?![\w-])     # a token; IDs are shorter
    | (?s:(?<=\nDETAIL:).*)             # a row, in an error of PostgreSQL
    | (?s:(?<=input_value=).*)          # a field, in an error of Pydantic
    | (?s:(?<=for\squery\sargument\s).*)  # a parameter, in an error of asyncpg
    """,
    re.VERBOSE,
)


def scrub_event(event: Event) -> Event:
    """Return the event with what may be sent, but for the request."""
    given: Any = event
    scrubbed = pick(given, ALLOWED)
    for exception in scrubbed.get("exception", {}).get("values", []):
        exception["value"] = scrub_text(exception.get("value"))
    if "logentry" in scrubbed:
        scrubbed["logentry"] = pick(scrubbed["logentry"], OF_A_LOG_LINE)
    if "spans" in scrubbed:
        scrubbed["spans"] = [scrub_span(span) for span in scrubbed["spans"]]
    trace = given.get("contexts", {}).get("trace", {})
    # Outside of a request that is traced, it is the same for everything in the process.
    if "op" in trace:
        scrubbed["contexts"] = {"trace": scrub_trace(trace)}
    return cast("Event", scrubbed)


def scrub_trace(trace: dict[str, Any]) -> dict[str, Any]:
    # From it, Sentry knows of how many requests this is one.
    sampling = pick(trace.get("dynamic_sampling_context", {}), OF_SAMPLING)
    return {**pick(trace, OF_A_TRACE), "dynamic_sampling_context": sampling}


def scrub_span(span: dict[str, Any]) -> dict[str, Any]:
    return {**pick(span, OF_A_SPAN), "data": pick(span.get("data", {}), OF_A_QUERY)}


def pick(values: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: scrub_text(value) for name, value in values.items() if name in names}


def scrub_text(value: Any) -> Any:
    return SECRETS.sub(SCRUBBED, value) if isinstance(value, str) else value
