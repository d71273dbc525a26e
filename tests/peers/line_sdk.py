"""LINE's SDK as a judge. Told by JSON on standard input; ends with `good: N`, or with what is wrong."""

import base64
import hashlib
import hmac
import json
import sys
import urllib.error
import urllib.request

from linebot.v3.insight import ApiClient as InsightClient
from linebot.v3.insight import Configuration as InsightConfiguration
from linebot.v3.insight import Insight
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    ButtonsTemplate,
    Configuration,
    FlexBox,
    FlexBubble,
    FlexMessage,
    FlexText,
    MessagingApi,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    TemplateMessage,
    TextMessage,
    ValidateMessageRequest,
)
from linebot.v3.webhook import SignatureValidator, WebhookParser
from linebot.v3.webhooks import FollowEvent, MessageEvent, PostbackEvent, UnfollowEvent

told = json.load(sys.stdin)
good = 0


def check(holds, what):
    global good
    assert holds, what
    good += 1


# What we send is read whole: nothing is unknown to the SDK, and nothing is lost in it.
KINDS = {"push": PushMessageRequest, "multicast": MulticastRequest, "reply": ReplyMessageRequest}
seen = set()


def within(sent, read, place):
    """Every member that we sent stands in what the SDK read."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            assert name in read, f"{place}.{name} is unknown to LINE's SDK"
            within(value, read[name], f"{place}.{name}")
    elif isinstance(sent, list):
        assert len(sent) == len(read), place
        for nth, (one, other) in enumerate(zip(sent, read)):
            within(one, other, f"{place}[{nth}]")
    else:
        assert sent == read, f"{place}: {sent!r} became {read!r}"


def flex(component):
    """Components of the types that the SDK knows, down to the texts."""
    assert type(component) in (FlexBox, FlexText), component
    for inner in getattr(component, "contents", None) or []:
        flex(inner)


for request in told["requests"]:
    body = json.loads(request["body"])
    kind = KINDS.get(request["path"].rsplit("/", 1)[-1])
    if "/validate/" in request["path"]:
        kind = ValidateMessageRequest
    read = kind.from_dict(body)
    within(body, json.loads(read.to_json()), request["name"])
    for message in read.messages:
        seen.add(type(message))
        if isinstance(message, FlexMessage):
            assert isinstance(message.contents, FlexBubble)
            flex(message.contents.body)
            if message.contents.footer:
                flex(message.contents.footer)
        if isinstance(message, TemplateMessage):
            assert isinstance(message.template, ButtonsTemplate)
    good += 1
check(seen == {TextMessage, TemplateMessage, FlexMessage}, seen)

# The phone answers the SDK's own client as LINE would.
configuration = Configuration(host=told["phone"], access_token=told["token"])
KEY = "123e4567-e89b-12d3-a456-426614174000"
with ApiClient(configuration) as client:
    line = MessagingApi(client)
    hello = TextMessage(text="こんにちは 🍎")
    push = PushMessageRequest(to=told["user"], messages=[hello], customAggregationUnits=["nudge_arm"])
    first = line.push_message(push, x_line_retry_key=KEY)
    check(len(first.sent_messages) == 1 and first.sent_messages[0].quote_token, first)
    try:
        line.push_message(push, x_line_retry_key=KEY)
        check(False, "a key was taken twice")
    except ApiException as again:
        check(again.status == 409, again)
        check(again.headers.get("x-line-accepted-request-id"), again.headers)
        body = json.loads(again.body)
        check(body["sentMessages"][0]["id"] == first.sent_messages[0].id, body)
    many = [f"U{n:032x}" for n in range(20)]
    line.multicast(MulticastRequest(to=many, messages=[hello], customAggregationUnits=["nudge_arm"]))
    good += 1
    for to, words in [([f"U{n:032x}" for n in range(501)], "error"), ([many[0], "taro"], "to[1]")]:
        try:
            line.multicast(MulticastRequest.construct(to=to, messages=[hello]))
            check(False, words)
        except ApiException as refused:
            check(refused.status == 400 and words in refused.body, refused)
    check(line.get_message_quota().type.value == "none", "quota")
    check(line.get_message_quota_consumption().total_usage == 22, "consumption")
    line.validate_push(ValidateMessageRequest(messages=[hello]))
    good += 1
    check(line.get_number_of_sent_push_messages("20180101").status == "out_of_service", "counts")
    check(line.get_aggregation_unit_usage().num_of_custom_aggregation_units == 1, "units")
    check(line.get_aggregation_unit_name_list().custom_aggregation_units == ["nudge_arm"], "unit names")
    spoken = [json.loads(hook["body"])["events"][0] for hook in told["hooks"]]
    token = next(event["replyToken"] for event in spoken if event["type"] == "message")
    answer = ReplyMessageRequest(replyToken=token, messages=[hello])
    check(len(line.reply_message(answer).sent_messages) == 1, "reply")
    try:
        line.reply_message(answer)
        check(False, "a reply token was taken twice")
    except ApiException as spent:
        check(spent.status == 400 and "Invalid reply token" in spent.body, spent)

with InsightClient(InsightConfiguration(host=told["phone"], access_token=told["token"])) as client:
    insight = Insight(client)
    # This part of the SDK names LINE's host itself.
    insight.line_base_path = told["phone"]
    usage = insight.get_statistics_per_unit("nudge_arm", "20261101", "20261130")
    check(usage.overview.unique_impression == 21, usage)

# The SDK believes what the phone signs, and reads it.
parser = WebhookParser(told["secret"])
kinds = []
for hook in told["hooks"]:
    events = parser.parse(hook["body"], hook["signature"])
    kinds.append(type(events[0]))
    good += 1
check(kinds == [FollowEvent, MessageEvent, PostbackEvent, UnfollowEvent, FollowEvent], kinds)

# Our door believes what the SDK believes, and only that.
validator = SignatureValidator(told["secret"])
event = {
    "type": "message",
    "mode": "active",
    "timestamp": told["at"],
    "source": {"type": "user", "userId": told["user"]},
    "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
    "deliveryContext": {"isRedelivery": False},
    "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
    "message": {"id": "444573844083572737", "type": "text", "quoteToken": "q3Plxr4AgKd", "text": "歩きました"},
}
body = json.dumps({"destination": "U8e742f61d673b39c7fff3cecb7536ef0", "events": [event]}, ensure_ascii=False)


def signature(text):
    mac = hmac.new(told["secret"].encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(mac).decode()


def door(text, signed):
    request = urllib.request.Request(told["door"], text.encode(), {"x-line-signature": signed})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as refused:
        return refused.code


for text, signed in [
    (body, signature(body)),
    (body, signature(body)),
    (body, signature(body + " ")),
    (body + " ", signature(body)),
    (body, "AAAA"),
]:
    believed = validator.validate(text, signed)
    check(door(text, signed) == (200 if believed else 401), (text, signed))

print(f"good: {good}")
