//! Golden requests: `cases/*.json` hold a request and the answer that the provider's documents promise.
//! `"<any>"` stands for any text, `{"<repeat>": [text, n]}` for a long one.

use std::fs;
use std::path::{Path, PathBuf};

use http::Request;
use http_body_util::Full;
use serde_json::{Map, Value};

use super::support::{basic, bench};

const CASES: usize = 71;

#[tokio::test]
async fn every_golden_request_is_answered_as_the_provider_would() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/phone/cases");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), CASES, "a case is missing, or new and not counted");
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let case: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        if let Err(difference) = run(&unfold(&case)).await {
            wrong.push(format!("{name}: {difference}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn run(case: &Value) -> Result<(), String> {
    let bench = bench(|_| {}).await;
    let answer = bench.send(request(&bench.url(""), &case["request"])).await?;
    let expected = &case["expect"];
    let status = u64::from(answer.status.as_u16());
    if Some(status) != expected["status"].as_u64() {
        return Err(format!("status {status}, {}", answer.text()));
    }
    if !fits(&answer.json(), &expected["json"]) {
        return Err(format!("answered {}", answer.json()));
    }
    for (header, value) in expected["headers"].as_object().unwrap_or(&Map::new()) {
        let got = answer.headers.get(header).map_or("", |value| value.to_str().unwrap());
        if got.is_empty() || (value != "<any>" && value != got) {
            return Err(format!("header {header} is `{got}`"));
        }
    }
    let refused = usize::from(answer.status.as_u16() >= 400);
    if bench.phone.refusals().len() != refused {
        return Err("the log of refusals is wrong".to_owned());
    }
    bench.phone.stop().await;
    Ok(())
}

fn request(base: &str, wanted: &Value) -> Request<Full<bytes::Bytes>> {
    let path = wanted["path"].as_str().unwrap();
    let mut request = Request::builder().method(wanted["method"].as_str().unwrap()).uri(format!("{base}{path}"));
    let right = if path.starts_with("/v2") { "Bearer phone-line-token".to_owned() } else { basic() };
    request = match wanted["auth"].as_str() {
        None => request.header("authorization", right),
        Some("none") => request,
        Some(_) => request.header("authorization", format!("{right}x")),
    };
    for (header, value) in wanted["headers"].as_object().unwrap_or(&Map::new()) {
        request = request.header(header, value.as_str().unwrap());
    }
    let body = if let Some(form) = wanted["form"].as_object() {
        request = request.header("content-type", "application/x-www-form-urlencoded");
        let pairs: Vec<(&str, &str)> =
            form.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect();
        serde_urlencoded::to_string(pairs).unwrap()
    } else if let Some(raw) = wanted["raw"].as_str() {
        raw.to_owned()
    } else if wanted["json"].is_null() {
        String::new()
    } else {
        request = request.header("content-type", "application/json");
        wanted["json"].to_string()
    };
    request.body(Full::from(body)).unwrap()
}

fn unfold(json: &Value) -> Value {
    match json {
        Value::Object(object) => match object.get("<repeat>").and_then(Value::as_array) {
            Some(repeat) => {
                let times = usize::try_from(repeat[1].as_u64().unwrap()).unwrap();
                Value::String(repeat[0].as_str().unwrap().repeat(times))
            }
            None => object.iter().map(|(key, value)| (key.clone(), unfold(value))).collect(),
        },
        Value::Array(list) => list.iter().map(unfold).collect(),
        other => other.clone(),
    }
}

fn fits(got: &Value, expected: &Value) -> bool {
    match (got, expected) {
        (Value::String(got), Value::String(expected)) if expected == "<any>" => !got.is_empty(),
        (Value::Object(got), Value::Object(expected)) => {
            got.len() == expected.len()
                && expected.iter().all(|(key, value)| got.get(key).is_some_and(|got| fits(got, value)))
        }
        (Value::Array(got), Value::Array(expected)) => {
            got.len() == expected.len() && got.iter().zip(expected).all(|(got, one)| fits(got, one))
        }
        _ => got == expected,
    }
}
