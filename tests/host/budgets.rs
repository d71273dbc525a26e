//! What a component may use up, and whom it harms when it tries for more.

use std::time::{Duration, Instant};

use http::StatusCode;

use crate::support::host::run;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trap_harms_no_request_but_its_own() {
    let running = run(|_| {}).await;
    let slow = ["/slow?ms=300"; 8].map(|path| running.get(path));
    let traps = ["/trap"; 8].map(|path| running.get(path));
    let (slow, traps) = tokio::join!(futures::future::join_all(slow), futures::future::join_all(traps));
    assert!(slow.iter().all(|(status, text)| *status == StatusCode::OK && text == "slow"), "{slow:?}");
    assert!(traps.iter().all(|(status, _)| *status == StatusCode::INTERNAL_SERVER_ERROR), "{traps:?}");
    assert!(traps[0].1.contains("\"status\":500"));
    assert_eq!(running.ok("/ok").await, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_is_cut_off_and_does_not_hold_up_others() {
    let running = run(|options| options.limits.cpu = Duration::from_millis(300)).await;
    let began = Instant::now();
    // More loops than threads: each must give way.
    let loops = ["/loop"; 3].map(|path| running.get(path));
    let others = async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        (running.ok("/ok").await, began.elapsed())
    };
    let (loops, (ok, after)) = tokio::join!(futures::future::join_all(loops), others);
    assert_eq!(ok, "ok");
    assert!(after < Duration::from_millis(700), "{after:?}");
    assert!(loops.iter().all(|(status, _)| *status == StatusCode::INTERNAL_SERVER_ERROR));
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_is_not_running() {
    let running = run(|options| options.limits.cpu = Duration::from_millis(200)).await;
    assert_eq!(running.ok("/slow?ms=600").await, "slow");
    assert_eq!(running.get("/busy?ms=5000").await.0, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waking_for_a_moment_costs_a_moment() {
    let running = run(|options| options.limits.cpu = Duration::from_millis(300)).await;
    // More epochs than the budget holds, in each of which the guest runs for microseconds.
    assert_eq!(running.ok("/naps?n=60").await, "rested");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_takes_too_long_is_given_up() {
    let running = run(|options| options.limits.wall = Duration::from_millis(200)).await;
    assert_eq!(running.get("/slow?ms=5000").await.0, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(running.get("/sql/forever").await.0, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(running.ok("/ok").await, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_is_limited() {
    let running = run(|options| options.limits.memory = 32 << 20).await;
    assert_eq!(running.ok("/alloc?mb=8").await, (8 << 20).to_string());
    assert_eq!(running.get("/alloc?mb=64").await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(running.ok("/ok").await, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_requests_than_instances_wait_their_turn() {
    let running = run(|options| options.limits.instances = 2).await;
    let requests = ["/slow?ms=50"; 10].map(|path| running.get(path));
    let began = Instant::now();
    let answers = futures::future::join_all(requests).await;
    assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
    assert!(began.elapsed() >= Duration::from_millis(250), "two at a time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_is_used_again_and_replaced_in_time() {
    let running = run(|options| options.limits.reuse = 3).await;
    let mut served = Vec::new();
    for _ in 0..5 {
        served.push(running.ok("/served").await);
        // The instance is put away a moment after its answer.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(served, ["1", "2", "3", "1", "2"]);
}
