//! What the host costs. Not run by default: `cargo test --release -- --ignored --nocapture host::cost`.

use std::time::{Duration, Instant};

use futures::future::join_all;

use crate::support::host::{options, run};

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
    if let Ok(seconds) = std::env::var("AYUMI_SERVE") {
        println!("serving at http://{}", running.host.addr());
        tokio::time::sleep(Duration::from_secs(seconds.parse().unwrap())).await;
    }
}

async fn each<F: Future<Output = String>>(times: u32, request: impl Fn() -> F) -> Duration {
    let began = Instant::now();
    for _ in 0..times {
        request().await;
    }
    began.elapsed() / times
}
