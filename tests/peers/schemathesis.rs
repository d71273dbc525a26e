//! schemathesis: it reads `GET /openapi.json` and asks every door what the description allows and what it
//! does not, from the same seed each time. What it is to look at is in `schemathesis/schemathesis.toml`.

use std::process::Command;

use super::python::python;
use super::{ended, present, sources};
use crate::support::host::root;
use crate::support::service::{ARAO, PUBLIC_URL, Town, joins};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doors_are_as_described() {
    let Some(python) = present("schemathesis", python()) else { return };
    let town = Town::new().await;
    town.post(&joins("p-0001", town.clock.now())).await;
    let paper = std::fs::read(root().join("docs/samples/paper.csv")).unwrap();
    let path = format!("/v1/{ARAO}/checkups?kind=paper");
    let upload = town.call("POST", &path, "staff_token", "text/csv", paper).await.json()["upload"].clone();
    let settings = std::fs::read_to_string(sources().join("schemathesis/schemathesis.toml")).unwrap();
    let settings = settings.replace("AYUMI_UPLOAD", upload.as_str().unwrap());
    let address = format!("http://{}/openapi.json", town.service.host.addr());
    let tokens = ["ingest_token", "staff_token", "tick_token"].map(|name| town.service.token(name).to_owned());
    let asked = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(python.with_file_name("schemathesis"));
        // It leaves folders of its own where it runs.
        let own = tempfile::tempdir().unwrap();
        command.current_dir(own.path());
        std::fs::write(own.path().join("schemathesis.toml"), settings).unwrap();
        command
            .args(["run", &address])
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONPATH", sources().join("schemathesis"));
        let [ingest, staff, tick] = tokens;
        command.env("AYUMI_INGEST_TOKEN", ingest).env("AYUMI_STAFF_TOKEN", staff).env("AYUMI_TICK_TOKEN", tick);
        command.env("AYUMI_LINE_SECRET", "phone-line-channel-secret").env("AYUMI_SMS_TOKEN", "phone-sms-auth-token");
        command.env("AYUMI_PUBLIC_URL", PUBLIC_URL);
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(name);
        }
        ended("schemathesis", command.output())
    });
    let said = asked.await.unwrap().unwrap_or_else(|said| panic!("{said}"));
    println!("{said}");
    town.stop().await;
}
