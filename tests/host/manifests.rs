//! Broken manifests beside what is said about them: `manifests/*.toml` and `.err`.
//!
//! `AYUMI_REWRITE=1` writes the `.err` files anew; the difference is then reviewed.

use ayumi::host::start;

use crate::support::host::{options, root};

#[tokio::test]
async fn each_broken_manifest_is_refused_in_the_words_beside_it() {
    let folder = root().join("tests/host/manifests");
    let mut cases = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect::<Vec<_>>();
    cases.sort();
    assert!(cases.len() >= 20, "the cases are gone");
    let state = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let mut options = options(state.path());
        options.manifest = case.clone();
        let said = match start(options).await {
            Ok(_) => "accepted\n".to_owned(),
            Err(error) => format!("{error}\n").replace(&format!("{}/", folder.display()), ""),
        };
        let beside = case.with_extension("err");
        if std::env::var_os("AYUMI_REWRITE").is_some() {
            std::fs::write(&beside, &said).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{}\nexpected {expected}said     {said}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
