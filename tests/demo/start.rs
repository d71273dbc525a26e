use ayumi::demo::Demo;
use std::path::PathBuf;

#[tokio::test]
async fn a_folder_with_a_database_is_left_alone() {
    let state = tempfile::tempdir().unwrap();
    std::fs::write(state.path().join(ayumi::native::DATABASE), "a city's").unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let refused = Demo::start(&root, &mut super::settings(&root, state.path())).await.err().unwrap();
    assert!(refused.to_string().contains("holds a database already"), "{refused}");
}
