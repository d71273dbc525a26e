//! Over the network: what the component is told, what comes back, and how it ends.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use ayumi::host::HostError;
use bytes::Bytes;
use http::{Request, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::host::{run, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_component_is_told_what_spin_tells() {
    let running = run(|_| {}).await;
    let address = running.host.addr();
    let answer = raw(address, "GET /bare/a%20b/headers?c=d HTTP/1.1\r\nhost: ayumi.test:80\r\nspin-client-addr: forged\r\nconnection: close\r\n\r\n").await;
    for told in [
        "host: ayumi.test:80",
        "spin-path-info: /headers",
        "spin-full-url: http://ayumi.test:80/bare/a%20b/headers?c=d",
        "spin-matched-route: /bare/:what/...",
        "spin-raw-component-route: /bare/:what/...",
        "spin-component-route: /bare/:what",
        "spin-base-path: /",
        "spin-path-match-what: a%20b",
        "spin-client-addr: 127.0.0.1:",
    ] {
        assert!(answer.contains(told), "{told} is not in {answer}");
    }
    assert!(!answer.contains("forged"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_go_both_ways() {
    let running = run(|_| {}).await;
    let sent = Bytes::from(vec![b'a'; 3 << 20]);
    let request = Request::post("/echo").body(sent.clone()).unwrap();
    assert_eq!(running.host.request(request).await.unwrap().into_body(), sent);
    assert_eq!(running.ok("/stream?n=3").await, "piece piece piece ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_breaks_off_is_not_taken_for_whole() {
    let running = run(|_| {}).await;
    let request = Request::get("/stream?n=2&trap").body(Bytes::new()).unwrap();
    let broken = running.host.request(request).await.unwrap_err();
    assert!(matches!(broken, HostError::AnswerBroken { .. }), "{broken}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_answers_for_itself_where_it_should() {
    let running = run(|options| {
        options.redirect.insert("/phone".into(), "http://127.0.0.1:9/".into());
    })
    .await;
    let request = Request::get("/phone").body(Bytes::new()).unwrap();
    let response = running.host.request(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(response.headers()["location"], "http://127.0.0.1:9/");
    assert_eq!(running.ok("/.well-known/spin/health").await, "OK");
    assert_eq!(running.ok("/phone/ok").await, "no such route", "only the exact path is the host's");
    let address = running.host.addr();
    assert!(raw(address, "GET / HTTP/1.1\r\nconnection: close\r\n\r\n").await.starts_with("HTTP/1.1 400"));
    let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "x: y\r\n".repeat(200));
    assert!(raw(address, &many).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_finishes_what_is_in_flight() {
    let running = run(|_| {}).await;
    let address = running.host.addr();
    let request = tokio::spawn(raw(address, "GET /slow?ms=400 HTTP/1.1\r\nhost: a\r\n\r\n"));
    // A connection without a request must not hold up the end.
    let idle = TcpStream::connect(address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    running.host.stop().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(request.await.unwrap().contains("slow"));
    assert!(TcpStream::connect(address).await.is_err());
    drop(idle);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_does_not_wait_for_ever() {
    let running = run(|options| options.limits.stop = Duration::from_millis(200)).await;
    let address = running.host.addr();
    tokio::spawn(raw(address, "GET /slow?ms=20000 HTTP/1.1\r\nhost: a\r\n\r\n"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let stopped = running.host.stop().await;
    assert!(matches!(stopped, Err(HostError::StopTimedOut { unfinished: 1, .. })), "{stopped:?}");
    assert!(stopped.unwrap_err().to_string().starts_with("1 requests still ran"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_over_the_network_is_streamed() {
    let running = run(|_| {}).await;
    let answer = raw(running.host.addr(), "GET /stream?n=2 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert_eq!(answer.matches("piece").count(), 2, "{answer}");
    let request = Request::get("/ok").body(Bytes::new()).unwrap();
    assert_eq!(text(running.host.request(request).await.unwrap()), "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_sender_costs_a_connection_and_no_instance() {
    let running = run(|options| {
        options.limits.instances = 1;
        options.limits.wall = Duration::from_secs(5);
    })
    .await;
    let mut slow = TcpStream::connect(running.host.addr()).await.unwrap();
    slow.write_all(b"POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 4\r\n\r\nab")
        .await
        .unwrap();
    assert_eq!(running.ok("/ok").await, "ok");
    slow.write_all(b"cd").await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("abcd"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_too_slow_or_too_large_is_turned_away() {
    let running = run(|options| options.limits.between = Duration::from_millis(50)).await;
    let address = running.host.addr();
    let answer = raw(address, "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab").await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let answer = raw(address, "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9000000\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("application/problem+json"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_frees_its_instance() {
    let running = run(|options| options.limits.instances = 1).await;
    let mut stream = TcpStream::connect(running.host.addr()).await.unwrap();
    stream.write_all(b"GET /stream?n=1000 HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    assert!(stream.read(&mut [0; 64]).await.unwrap() > 0);
    drop(stream);
    let began = Instant::now();
    assert_eq!(running.ok("/ok").await, "ok");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

/// Sends `request` as it stands and reads to the end.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    _ = stream.write_all(request.as_bytes()).await;
    let mut read = Vec::new();
    _ = stream.read_to_end(&mut read).await;
    String::from_utf8_lossy(&read).into_owned()
}
