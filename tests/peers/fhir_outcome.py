#!/usr/bin/env python3
"""Reads OperationOutcome files with PyPI fhir.resources (R4B): an independent reader of what we answer.

    python3 tests/peers/fhir_outcome.py crates/wire/tests/fhir/*.outcome crates/wire/tests/data/*/*.outcome

fhir.resources does not look into required value sets, so that codes are looked at here. Exit code 0:
all are valid; 1: some are not, one line each; 2: no file, or the library is missing.
"""

import json
import re
import sys

# hl7.org/fhir/R4/valueset-issue-severity.html and valueset-issue-type.html
SEVERITIES = {"fatal", "error", "warning", "information"}
TYPES = {
    "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired",
    "forbidden", "suppressed", "processing", "not-supported", "duplicate", "multiple-matches", "not-found",
    "deleted", "too-long", "code-invalid", "extension", "too-costly", "business-rule", "conflict", "transient",
    "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled", "informational",
}
# FHIRPath's simple subset: names and indices.
PATH = re.compile(r"[A-Za-z][A-Za-z0-9]*(\[\d+\])*(\.[A-Za-z][A-Za-z0-9]*(\[\d+\])*)*")


def problems(text, outcome_class):
    """What is wrong with one file's text."""
    document = json.loads(text)
    if document.get("resourceType") != "OperationOutcome":
        return ["it is no OperationOutcome"]
    outcome = outcome_class.model_validate(document)
    found = [] if outcome.issue else ["it has no issue"]
    for number, issue in enumerate(outcome.issue):
        if issue.severity not in SEVERITIES:
            found.append(f"issue[{number}].severity is {issue.severity!r}")
        if issue.code not in TYPES:
            found.append(f"issue[{number}].code is {issue.code!r}")
        if not issue.diagnostics:
            found.append(f"issue[{number}] says nothing")
        for path in issue.expression or []:
            if not PATH.fullmatch(path):
                found.append(f"issue[{number}].expression {path!r} is no simple path")
    return found


def main(files):
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        from fhir.resources.R4B.operationoutcome import OperationOutcome
    except ImportError as error:
        print(f"fhir.resources is missing ({error}): pip install fhir.resources", file=sys.stderr)
        return 2
    wrong = 0
    for name in files:
        try:
            with open(name, encoding="utf-8") as file:
                found = problems(file.read(), OperationOutcome)
        except (OSError, ValueError) as error:
            found = [str(error)]
        for problem in found:
            print(f"{name}: {problem}")
        wrong += bool(found)
    print(f"{len(files)} files, {wrong} not valid")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
