"""The SDK of CloudEvents as a writer. Told by JSON on standard input; ends with `good: N`, or with what is wrong."""

import json
import sys
import urllib.error
import urllib.request
from datetime import datetime

import jsonschema_rs
from cloudevents.core.bindings import http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1.conversion import to_binary, to_json, to_structured
from cloudevents.v1.http import CloudEvent as OlderEvent

told = json.load(sys.stdin)
good = 0


def check(holds, what):
    global good
    assert holds, what
    good += 1


def door(headers, body):
    headers = {**headers, "Authorization": "Bearer " + told["token"]}
    body = body if isinstance(body, bytes) else body.encode()
    try:
        answer = urllib.request.urlopen(urllib.request.Request(told["door"], body, headers))
    except urllib.error.HTTPError as refused:
        answer = refused
    return answer.status, json.loads(answer.read())


def taken(headers, body, accepted, duplicates=0):
    answer = door(headers, body)
    check(answer == (200, {"accepted": accepted, "duplicates": duplicates, "rejected": []}), (answer, headers, body))


def attributes(id, kind, **more):
    time = datetime.fromisoformat("2026-11-20T17:10:00+09:00")
    # A source and an id that have to be percent-encoded in headers.
    return {
        "id": f"{id} 100% “é” 歩", "source": "/sdk/あ", "type": f"ayumi.{kind}", "subject": "p-0001", "time": time,
        "datacontenttype": "application/json", **more,
    }


def steps(version):
    source = {"id": "band-1", "kind": "tracker", "modality": "sensed"}
    return {"date": "2026-11-20", "steps": 6000 + version, "source": source, "version": version}


# Each event in both modes: the second way of saying it is known.
note = {"kind": "note", "at": "2026-11-20T17:00:00+09:00", "text": "歩きました 🍎 \"%\" \\ \u2028"}
for number, (kind, data) in enumerate([("steps.recorded.v1", steps(1)), ("notebook.entry.v1", note)]):
    event = CloudEvent(attributes(f"core-{number}", kind, comexampleext="拡張 é"), data)
    binary, structured = http.to_binary_event(event), http.to_structured_event(event)
    check(any(name.lower() == "ce-id" for name in binary.headers), binary.headers)
    taken(binary.headers, binary.body, 1)
    taken(structured.headers, structured.body, 0, 1)
    taken(binary.headers, binary.body, 0, 1)

# The interface that the SDK had before, and that most who send still use.
for number, (to_message, other) in enumerate([(to_binary, to_structured), (to_structured, to_binary)]):
    given = {**attributes(f"older-{number}", "steps.recorded.v1"), "time": "2026-11-20T17:10:00+09:00"}
    # Its binary mode writes header values as they are, which HTTP has as ASCII only.
    given.update(id=f"older-{number}", source="/sdk/older")
    event = OlderEvent(given, steps(number + 2))
    headers, body = to_message(event)
    taken(headers, body, 1)
    headers, body = other(event)
    taken(headers, body, 0, 1)

# A batch, of which the SDK has each event and not the brackets; one is said twice, and one is known.
format = JSONFormat()
batch = [CloudEvent(attributes(f"batch-{number}", "steps.recorded.v1"), steps(10 + number)) for number in range(20)]
batch += [batch[3], CloudEvent(attributes("core-0", "steps.recorded.v1"), steps(1))]
written = b"[" + b",".join(format.write(event) for event in batch) + b"]"
headers = {"Content-Type": "application/cloudevents-batch+json"}
taken(headers, written, 20, 2)
older = OlderEvent({**attributes("x", "steps.recorded.v1"), "id": "older-9", "time": "2026-11-20T17:10:00+09:00"}, steps(9))
taken(headers, b"[" + to_json(older) + b"]", 1)
taken({"Content-Type": "application/cloudevents-batch+json; charset=utf-8"}, b"[]", 0)

# Data that is no JSON is binary to the SDK, and refused with its event.
raw = CloudEvent({**attributes("raw", "steps.recorded.v1"), "datacontenttype": "text/plain"}, "6000")
structured = http.to_structured_event(raw)
status, report = door(structured.headers, structured.body)
check(status == 200 and report["accepted"] == 0 and len(report["rejected"]) == 1, report)

# What our page shows, the SDK reads, and our description allows.
described = jsonschema_rs.validator_for({**told["document"], "$ref": "#/components/schemas/Event"})
for example in told["examples"]:
    message = http.HTTPMessage(headers={"content-type": "application/cloudevents+json"}, body=example.encode())
    event = http.from_http_event(message)
    shown = json.loads(example)
    check(event.get_id() == shown["id"] and event.get_data() == shown["data"], example)
    check(described.is_valid(shown), [error.message for error in described.iter_errors(shown)])
    check(not described.is_valid({**shown, "data": {**shown["data"], "other": 1}}), example)
    check(event.get_time() == datetime.fromisoformat(shown["time"]), example)

print(f"good: {good}")
