"""What schemathesis cannot know of itself: how webhooks are signed, and how a report tells of wrong ones."""

import base64
import hashlib
import hmac
import os
from urllib.parse import parse_qsl, urlsplit

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation


def body_of(request):
    body = request.body or b""
    return body.encode() if isinstance(body, str) else body


class LineSigns(requests.auth.AuthBase):
    def __call__(self, request):
        key = os.environ["AYUMI_LINE_SECRET"].encode()
        digest = hmac.new(key, body_of(request), hashlib.sha256).digest()
        request.headers["X-Line-Signature"] = base64.b64encode(digest).decode()
        return request


class TwilioSigns(requests.auth.AuthBase):
    def __call__(self, request):
        address = urlsplit(request.url)
        url = os.environ["AYUMI_PUBLIC_URL"] + address.path + (f"?{address.query}" if address.query else "")
        form = sorted(set(parse_qsl(body_of(request).decode(errors="replace"), keep_blank_values=True)))
        signed = url + "".join(name + value for name, value in form)
        digest = hmac.new(os.environ["AYUMI_SMS_TOKEN"].encode(), signed.encode(), hashlib.sha1).digest()
        request.headers["X-Twilio-Signature"] = base64.b64encode(digest).decode()
        return request


class Shows(requests.auth.AuthBase):
    """A token, by the name of the variable that holds it."""

    def __init__(self, variable):
        self.variable = variable

    def __call__(self, request):
        request.headers["Authorization"] = "Bearer " + os.environ[self.variable]
        return request


# All of it here: what schemathesis.toml says of tokens would put aside what is registered for signatures.
SCHEMES = {
    "ingestToken": Shows("AYUMI_INGEST_TOKEN"),
    "staffToken": Shows("AYUMI_STAFF_TOKEN"),
    "tickToken": Shows("AYUMI_TICK_TOKEN"),
    "lineSignature": LineSigns(),
    "smsSignature": TwilioSigns(),
}


def asks_for(scheme):
    def first_asked(ctx):
        asked = ctx.operation.definition.raw.get("security")
        return bool(asked) and scheme in asked[0]

    return first_asked


for name, auth in SCHEMES.items():
    schemathesis.auth.set_from_requests(auth).apply_to(asks_for(name))


@schemathesis.serializer("text/csv", "application/xml")
def as_it_is(ctx, value):
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else str(value).encode()


@schemathesis.check
def wrong_ones_are_told(ctx, response, case):
    """A body that is not as described is refused, or its report says what is wrong."""
    if case.operation.definition.raw.get("operationId") not in ("postEvents", "postOpenMHealth", "postFhir"):
        return
    if response.status_code != 200 or not case.meta or not case.meta.is_negative_at(ParameterLocation.BODY):
        return
    report = response.json()
    told = report.get("rejected") or [issue for issue in report.get("issue", []) if issue["severity"] == "error"]
    assert told, f"a body that is not as described was taken: {response.text}"
