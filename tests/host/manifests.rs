//! Broken manifests beside what is said about them: `manifests/*.toml` and `.err`.

use ayumi::host::start;

use crate::support::golden::{Golden, pairs};
use crate::support::host::{options, root};

#[tokio::test]
async fn each_broken_manifest_is_refused_in_the_words_beside_it() {
    let folder = root().join("tests/host/manifests");
    let cases = pairs(&folder, "toml", "err");
    assert!(cases.len() >= 20, "the cases are gone");
    let state = tempfile::tempdir().unwrap();
    let mut golden = Golden::default();
    for (case, expected) in cases {
        let mut options = options(state.path());
        options.manifest = case;
        let said = match start(options).await {
            Ok(_) => "accepted\n".to_owned(),
            Err(error) => format!("{error}\n").replace(&format!("{}/", folder.display()), ""),
        };
        golden.check(&expected, &said);
    }
    golden.end();
}
