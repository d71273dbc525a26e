//! What the host costs. Not run by default:
//! `cargo test --release -- --ignored --nocapture host::cost`, with `AYUMI_PEER=127.0.0.1:3990` to
//! measure another host of the same component beside it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::future::join_all;
use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::host::{options, root, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; run it alone and in release"]
async fn measured() {
    drop(run(|_| {}).await);
    let state = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let host = ayumi::host::start(options(state.path())).await.unwrap();
    println!("start, compiled before: {:?}", began.elapsed());
    host.stop().await.unwrap();

    let running = run(|_| {}).await;
    let began = Instant::now();
    running.ok("/ok").await;
    println!("first request, cold instance: {:?}", began.elapsed());
    let mut cold = Vec::new();
    for _ in 0..20 {
        running.get("/trap").await;
        let began = Instant::now();
        running.ok("/ok").await;
        cold.push(began.elapsed());
    }
    cold.sort();
    println!("request after a trap (new instance), median: {:?}", cold[10]);

    let each = each(5_000, || running.ok("/ok")).await;
    println!("empty request, in-process, one after another: {each:?}");
    let began = Instant::now();
    let many = 10_000;
    for _ in 0..many / 100 {
        join_all((0..100).map(|_| running.ok("/ok"))).await;
    }
    println!("empty requests, in-process, 100 at once: {:.0}/s", f64::from(many) / began.elapsed().as_secs_f64());

    for _ in 0..3 {
        println!("sql: {}", running.ok("/sql/bench?n=5000").await);
    }
    println!("5000 rows one by one, µs: {}", running.ok("/sql/one-by-one?n=5000").await);
    let open = self::each(1_000, || running.ok("/sql/open")).await;
    println!("request that opens a connection: {open:?}");
    // Another host of the same component, as stock Spin on tests/fixtures/probe/spin.toml.
    let peer = std::env::var("AYUMI_PEER").ok().map(|peer| peer.parse().unwrap());
    for address in peer.into_iter().chain([running.host.addr()]) {
        for (path, clients) in [("/ok", 1), ("/ok", 32), ("/sql/bench?n=50", 1), ("/sql/bench?n=50", 8)] {
            println!("{address} {path}, {clients} clients: {:.0}/s", load(address, path, clients).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; needs the project's components built"]
async fn measured_with_the_projects_components() {
    let (state, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for cached in ["not compiled before", "compiled before"] {
        let mut options = options(state.path());
        options.manifest = root().join("spin.toml");
        options.cache = Some(cache.path().to_owned());
        let began = Instant::now();
        let host = ayumi::host::start(options).await.unwrap();
        println!("start, {cached}: {:?}", began.elapsed());
        for request in ["first", "second"] {
            let began = Instant::now();
            let asked = Request::get("/healthz").body(Bytes::new()).unwrap();
            let status = host.request(asked).await.unwrap().status();
            println!("{request} request: {status} {:?}", began.elapsed());
        }
        host.stop().await.unwrap();
        // The cache is written by a thread of its own.
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

/// Requests a second over the network, from clients that each wait for their answer.
async fn load(address: SocketAddr, path: &'static str, clients: u32) -> f64 {
    let began = Instant::now();
    let client = |_| {
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
            let mut read = vec![0; 65_536];
            let mut done = 0_u32;
            while began.elapsed() < Duration::from_secs(3) {
                stream.write_all(request.as_bytes()).await.unwrap();
                let mut held = Vec::new();
                while !held.ends_with(b"\r\n0\r\n\r\n") {
                    let more = stream.read(&mut read).await.unwrap();
                    assert!(more > 0, "the connection was closed");
                    held.extend_from_slice(&read[..more]);
                }
                done += 1;
            }
            done
        })
    };
    let done = join_all((0..clients).map(client)).await;
    let done = done.into_iter().map(Result::unwrap).sum::<u32>();
    f64::from(done) / began.elapsed().as_secs_f64()
}

async fn each<F: Future<Output = String>>(times: u32, request: impl Fn() -> F) -> Duration {
    let began = Instant::now();
    for _ in 0..times {
        request().await;
    }
    began.elapsed() / times
}
