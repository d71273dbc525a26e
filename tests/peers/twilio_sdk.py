"""Twilio's SDK as a judge. Told by JSON on standard input; ends with `good: N`, or with what is wrong."""

import json
import sys
import urllib.error
import urllib.request
from urllib.parse import parse_qsl, urlencode

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

told = json.load(sys.stdin)
validator = RequestValidator(told["token"])
good = 0


def check(holds, what):
    global good
    assert holds, what
    good += 1


class ToThePhone(TwilioHttpClient):
    def request(self, method, url, *args, **named):
        return super().request(method, url.replace("https://api.twilio.com", told["phone"]), *args, **named)


# What the phone signs, the SDK believes.
for hook in told["hooks"]:
    form = dict(parse_qsl(hook["body"], keep_blank_values=True))
    check(validator.validate(hook["url"], form, hook["signature"]), hook)
    check(not validator.validate(hook["url"], {**form, "Body": "x"}, hook["signature"]), hook)

if "phone" in told:
    # The phone answers the SDK's own client as Twilio would.
    client = Client(told["account"], told["token"], http_client=ToThePhone())
    text = "荒尾市:きょうはあと1,200歩です。" + "あ" * 60
    sent = client.messages.create(
        to=told["to"], from_=told["from"], body=text, status_callback=told["callback"], validity_period=3600
    )
    check(sent.sid.startswith("SM") and sent.status == "queued", sent)
    check(sent.num_segments == "2" and sent.body == text and sent.date_created, sent.num_segments)
    for to, code in [("09012345678", 21211), ("+81968631111", 21614)]:
        try:
            client.messages.create(to=to, from_=told["from"], body="x")
            check(False, to)
        except TwilioRestException as refused:
            check((refused.status, refused.code) == (400, code), refused)
    try:
        Client(told["account"], "other", http_client=ToThePhone()).messages.create(
            to=told["to"], from_=told["from"], body="x"
        )
        check(False, "a wrong token was taken")
    except TwilioRestException as refused:
        check((refused.status, refused.code) == (401, 20003), refused)

    # What the SDK signs, our door believes, with a port in the address and without, and nothing else.
    def door(url, form, sent_form=None):
        signature = validator.compute_signature(url, form)
        request = urllib.request.Request(
            told["door"] + told["path"],
            urlencode(sent_form or form).encode(),
            {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"},
        )
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as refused:
            return refused.code

    public = told["public"] + told["path"]
    with_port = told["public"] + ":80" + told["path"]
    form = {"MessageSid": "SM1", "From": told["to"], "To": told["from"], "Body": "歩きました & もっと", "NumMedia": "0"}
    check(door(public, form) == 204, "as the address is")
    check(door(with_port, form) == 204, "with its port")
    check(validator.validate(public, form, validator.compute_signature(with_port, form)), "and so does the SDK")
    check(door(told["door"] + told["path"], form) == 401, "the address behind the proxy")
    check(door(public.replace("http:", "https:"), form) == 204, "the scheme behind a proxy that ends TLS")
    check(door(public + "?a=1", form) == 401, "another query")
    check(door(public, form, {**form, "Body": "停止"}) == 401, "other words")
    check(door(public, form, {**form, "Extra": "1"}) == 401, "one field more")

print(f"good: {good}")
