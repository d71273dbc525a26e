//! What the components do must not depend on whose host runs them: the same story over HTTP, on our
//! own host and, where `SPIN` names a `spin` program (4.1 or newer), on that one too.
//!
//! ```sh
//! SPIN=$(which spin) cargo test --test main any_host
//! ```

mod place;
mod story;

use place::{Ours, Stock};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_is_the_same_on_every_host() {
    let ours = Ours::start().await;
    let told = story::tell(&ours).await;
    ours.end().await;
    insta::assert_snapshot!(told.join("\n"));
    let Some(spin) = std::env::var_os("SPIN") else {
        println!("left out on stock Spin: `SPIN` names no program");
        return;
    };
    let stock = Stock::start(spin.as_ref()).await;
    let theirs = story::tell(&stock).await;
    stock.end().await;
    assert_eq!(theirs, told);
}
