"""Trains models, follows the training, and prints whom to call: the API from Python, without any package.

    export CRM_TOKEN=...        # npx perennial token create python --role operator
    python3 docs/clients/perennial.py --model lead_scoring
    python3 docs/clients/perennial.py --won lead-4711
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Refused(Exception):
    """The API says what was wrong and what to do (RFC 9457): `code` never changes, the words may."""

    def __init__(self, problem):
        super().__init__(f"{problem['detail']} {problem['remedy']}")
        self.code = problem["code"]


class Perennial:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.token = token

    def get(self, path, **query):
        asked = urllib.parse.urlencode(query)
        return self._ask("GET", f"{path}?{asked}" if asked else path)

    def post(self, path, body, key=None):
        """`key`: sent again with the same one, the request is carried out once."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid.uuid4())}
        return self._ask("POST", path, json.dumps(body).encode(), headers)

    def _ask(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers or {})
        request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error)) from None


def train(api, model, candidates, every):
    """Starts a training, and follows it to its end."""
    started = api.post("/api/v1/training/start", {"model": model, "candidates": candidates})
    print(started["message"])
    while True:
        status = api.get("/api/v1/training/status")
        print(f"{status['progress']:3.0f}%  {status['message']}", flush=True)
        if status["status"] != "training":
            return status["status"]
        time.sleep(every)


def print_list(api, model):
    listed = api.get("/api/v1/predictions", model=model, limit=5)
    if listed["note"]:
        print(listed["note"])
    for person in listed["predictions"]:
        reasons = ", ".join(person["factors"]["positive"])
        print(f"{person['value']:8.3f}  {person['id']}  {person['name'] or '-'}: {reasons}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--model", default="all", choices=["all", "lead_scoring", "churn", "engagement"])
    parser.add_argument("--candidates", type=int, default=20, help="settings that the search tries for each model")
    parser.add_argument("--every", type=float, default=2, help="seconds between two questions how far it is")
    parser.add_argument("--won", metavar="LEAD", help="report a lead as won, instead of training")
    given = parser.parse_args()
    api = Perennial(given.url, os.environ["CRM_TOKEN"])
    if given.won:
        # under an id of yours, an outcome that is sent twice counts once
        outcome = {"id": f"won/{given.won}", "model": "lead_scoring", "subject": given.won, "converted": True}
        print(api.post("/api/v1/outcomes", {"outcomes": [outcome]}))
        return 0
    end = train(api, given.model, given.candidates, given.every)
    print_list(api, "lead_scoring" if given.model == "all" else given.model)
    return 0 if end == "completed" else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refused:
        sys.exit(f"{refused.code}: {refused}")
