//! oidc-provider, as `tests/console/provider` has it, and somebody at a browser who signs in there.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{ID, SECRET, redirect};
use crate::support::host::root;
use crate::support::installed::{installed, run};
use crate::support::left_out::present;

/// The provider, running.
pub(super) struct Provider {
    process: Child,
    pub(super) issuer: String,
}

impl Provider {
    /// Starts it, where npm is at hand. It signs by `algorithm`.
    pub(super) fn start(algorithm: &str) -> Option<Self> {
        present("oidc-provider", "AYUMI_PEERS", Self::started(algorithm))
    }

    fn started(algorithm: &str) -> Result<Self, String> {
        let files = ["package.json", "package-lock.json", "provider.mjs"];
        let folder = installed("openid", &root().join("tests/console/provider"), &files, |folder| {
            let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            run(Command::new("npm").args(install).current_dir(folder)).map(drop)
        })?;
        // It ends with its standard input, and so with us.
        let mut process = Command::new("node")
            .args(["provider.mjs", ID, SECRET, &redirect(), algorithm])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("node: {error}"))?;
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = lines.find_map(|line| line.ok().filter(|line| line.starts_with("http://")));
        let issuer = said.ok_or("oidc-provider ended before it listened")?;
        // What else it says goes nowhere, and must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, issuer })
    }

    /// Ends it.
    pub(super) fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Somebody's browser at the provider.
pub(super) struct Browser {
    client: Client<HttpConnector, Full<Bytes>>,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) fn new() -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http(), cookies: BTreeMap::new() }
    }

    /// Signs in as somebody and agrees, as far as it is asked; where the provider then leads to.
    pub(super) async fn sign_in(&mut self, address: &str, login: &str) -> String {
        let mut at = self.visit(address).await;
        loop {
            match at {
                At::Back(address) => return address,
                At::Page(text) => {
                    let action = text.split("action=\"").nth(1).unwrap_or_else(|| panic!("no form: {text}"));
                    let action = action.split('"').next().unwrap();
                    let fields = match text.contains("value=\"login\"") {
                        true => vec![("prompt", "login"), ("login", login), ("password", "x")],
                        false => vec![("prompt", "consent")],
                    };
                    at = self.post(action, &fields).await;
                }
            }
        }
    }

    /// Gives up; where the provider then leads to.
    pub(super) async fn give_up(&mut self, address: &str) -> String {
        let At::Page(text) = self.visit(address).await else { panic!("nothing was asked") };
        let action = text.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        match self.visit(&format!("{action}/abort")).await {
            At::Back(address) => address,
            At::Page(text) => panic!("{text}"),
        }
    }

    async fn visit(&mut self, address: &str) -> At {
        let answer = self.send(Request::get(address), String::new()).await;
        self.arrive(address, answer).await
    }

    async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> At {
        let request = Request::post(address).header("content-type", "application/x-www-form-urlencoded");
        let answer = self.send(request, serde_urlencoded::to_string(fields).unwrap()).await;
        self.arrive(address, answer).await
    }

    /// Follows redirects, to a page or back to us.
    async fn arrive(&mut self, address: &str, mut answer: Response<Bytes>) -> At {
        let base: String = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        while answer.status().is_redirection() {
            let to = answer.headers()["location"].to_str().unwrap();
            let to = if to.starts_with('/') { format!("{base}{to}") } else { to.to_owned() };
            if to.starts_with(&redirect()) {
                return At::Back(to);
            }
            answer = self.send(Request::get(&to), String::new()).await;
        }
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert_eq!(answer.status(), StatusCode::OK, "{text}");
        At::Page(text)
    }

    async fn send(&mut self, request: http::request::Builder, body: String) -> Response<Bytes> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; ")).body(Full::from(body)).unwrap();
        let (parts, body) = self.client.request(request).await.unwrap().into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    }
}

/// Where a browser is.
enum At {
    Page(String),
    Back(String),
}
