//! Reading a request from its file.

use bytes::Bytes;
use http::Request;

/// The request of a file; `token` gives the values of `{…_token}`.
pub(super) fn read(file: &str, token: impl Fn(&str) -> String) -> Request<Bytes> {
    let (head, body) = file.split_once("\n\n").unwrap_or((file.trim_end(), ""));
    let mut lines = head.lines().filter(|line| !line.starts_with('#'));
    let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        let mut value = value.trim().to_owned();
        for known in ["ingest_token", "staff_token", "tick_token"] {
            value = value.replace(&format!("{{{known}}}"), &token(known));
        }
        request = request.header(name, value);
    }
    request.body(expand(body).into()).unwrap()
}

/// The bytes of a body, what stands between `«` and `»` written out.
fn expand(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('«') {
        let (short, after) = after.split_once('»').unwrap();
        bytes.extend_from_slice(before.as_bytes());
        if let Some(hex) = short.strip_prefix("hex:") {
            bytes.extend(hex.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()));
        } else {
            let (times, what) = short.split_once('×').unwrap();
            for count in 1..=times.parse::<usize>().unwrap() {
                bytes.extend_from_slice(what.replace('#', &count.to_string()).as_bytes());
            }
        }
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
