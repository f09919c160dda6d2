"""What Schemathesis can't know of the product: which values of a request are somebody's to choose."""

import itertools
import json
import os
import re

import schemathesis

keys = itertools.count(1)
sandbox = os.environ["PERENNIAL_SANDBOX"]


@schemathesis.hook
def before_call(context, case, kwargs):
    """The document asks for a new key for each request; with the few that are generated, most would be refused as used."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch("[!-~]{1,200}", key):
        case.headers["Idempotency-Key"] = f"contract-{os.getpid()}-{next(keys)}"
    # whatever folder a destination names, its files are to lie below one that is thrown away
    body = case.body
    if isinstance(body, dict) and body.get("kind") == "csv" and isinstance(body.get("to"), str):
        if re.match(r"/|s3://", body["to"]):
            case.body = {**body, "to": sandbox}


@schemathesis.deserializer("application/x-ndjson")
def read_lines(context, response):
    """The last line, which tells how the stream ended."""
    return json.loads(response.content.decode().splitlines()[-1])
