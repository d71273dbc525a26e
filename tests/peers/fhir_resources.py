"""fhir.resources as a judge of what our door answers and residents take along, and as a writer of what it takes.

Told by JSON on standard input; ends with `good: N`, or with what is wrong.
"""

import json
import sys
import urllib.error
import urllib.request

from fhir.resources.R4B.bundle import Bundle, BundleEntry
from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.coding import Coding
from fhir.resources.R4B.goal import Goal, GoalTarget
from fhir.resources.R4B.observation import Observation, ObservationComponent
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.quantity import Quantity
from fhir.resources.R4B.range import Range
from fhir.resources.R4B.reference import Reference
from fhir.resources.R4B.riskassessment import RiskAssessment, RiskAssessmentPrediction

from fhir_outcome import problems

told = json.load(sys.stdin)
good = 0


def check(holds, what):
    global good
    assert holds, what
    good += 1


def door(body, kind="application/fhir+json"):
    """The status, and the answer's issues once the library has read it."""
    headers = {"Authorization": "Bearer " + told["token"], "Content-Type": kind}
    request = urllib.request.Request(told["door"], body.encode(), headers)
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        answer = refused
    text = answer.read().decode()
    check(answer.headers["Content-Type"] == "application/fhir+json", text)
    check(not problems(text, OperationOutcome), (problems(text, OperationOutcome), text))
    return answer.status, json.loads(text)["issue"]


def concept(system, code):
    return CodeableConcept(coding=[Coding(system=system, code=code)])


def loinc(code):
    return concept("http://loinc.org", code)


def ucum(value, code):
    return Quantity(value=value, unit=code, system="http://unitsofmeasure.org", code=code)


# What our own tests expect to be answered.
for golden in told["outcomes"]:
    found = problems(golden["text"], OperationOutcome)
    check(not found, (golden["name"], found))

# What residents take along.
taken_along = Bundle.model_validate_json(told["taken_along"])
kinds = {entry.resource.get_resource_type() for entry in taken_along.entry}
for kind in ["Patient", "Observation", "QuestionnaireResponse", "Goal", "Consent", "RiskAssessment"]:
    check(kind in kinds, (kind, kinds))

who = Reference(reference="Patient/p-0001")
steps = Observation(
    status="final", code=loinc("41950-7"), subject=who, effectiveDateTime="2026-11-21", valueQuantity=ucum(7321, "/d")
)
pressure = Observation(
    status="final",
    category=[concept("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")],
    code=loinc("85354-9"),
    subject=who,
    effectiveDateTime="2026-11-21T07:12:00+09:00",
    component=[
        ObservationComponent(code=loinc("8480-6"), valueQuantity=ucum(138, "mm[Hg]")),
        ObservationComponent(code=loinc("8462-4"), valueQuantity=ucum(86, "mm[Hg]")),
    ],
)
weight = Observation(
    status="final",
    code=loinc("29463-7"),
    subject=who,
    effectiveDateTime="2026-11-21T07:10:00+09:00",
    valueQuantity=ucum("61.5", "kg"),
)
forecast = RiskAssessment(
    status="final",
    subject=who,
    occurrenceDateTime="2026-11-01",
    prediction=[
        RiskAssessmentPrediction(
            outcome=concept("http://snomed.info/sct", "93880001"),
            probabilityDecimal="1.4",
            whenRange=Range(high=ucum(5, "a")),
        )
    ],
)
goal = Goal(
    lifecycleStatus="active",
    description=CodeableConcept(text="6,000 steps a day"),
    subject=who,
    startDate="2026-11-01",
    target=[GoalTarget(measure=loinc("41950-7"), detailQuantity=ucum(6000, "/d"))],
)
goal.target[0].detailQuantity.comparator = ">="
written = [
    (steps, "ayumi.steps.recorded.v1"),
    (pressure, "ayumi.notebook.entry.v1"),
    (weight, "ayumi.notebook.entry.v1"),
    (forecast, "ayumi.forecast.issued.v1"),
    (goal, "ayumi.goal.set.v1"),
]
for resource, kind in written:
    status, issues = door(resource.model_dump_json())
    words = [issue["diagnostics"] for issue in issues]
    check(status == 200 and words[0] == "events stored: 1; stored before: 0", (status, issues))
    check(f"taken as `{kind}`" in words, (kind, issues))
    # The library writes the same with its own media type's parameter.
    status, issues = door(resource.model_dump_json(), "application/fhir+json; charset=utf-8; fhirVersion=4.0")
    check(status == 200 and issues[0]["diagnostics"] == "events stored: 0; stored before: 1", (status, issues))

# All of them again, in a Bundle: known.
bundle = Bundle(type="collection", entry=[BundleEntry(resource=resource) for resource, _ in written])
status, issues = door(bundle.model_dump_json())
check(status == 200 and issues[0]["diagnostics"] == f"events stored: 0; stored before: {len(written)}", (status, issues))

# What is not taken is told in a way that the library reads, too.
steps.valueQuantity.value = -1
bad = Bundle(type="collection", entry=[BundleEntry(resource=steps)])
for body, kind, expected in [
    (steps.model_dump_json(), "application/fhir+json", 422),
    (bad.model_dump_json(), "application/fhir+json", 422),
    (Bundle(type="history").model_dump_json(), "application/fhir+json", 422),
    ("{", "application/fhir+json", 400),
    ("[]", "application/json", 400),
    ("<Observation/>", "application/fhir+xml", 415),
    (json.dumps({"resourceType": "Bundle", "type": "batch", "entry": [{}] * 1001}), "application/fhir+json", 413),
]:
    status, issues = door(body, kind)
    check(status == expected and issues[0]["severity"] == "error", (expected, status, issues))

print(f"good: {good}")
