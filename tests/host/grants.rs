//! A component reaches what the manifest grants and nothing else.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::host::run;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_not_granted_is_not_called() {
    let (server, _) = server("200 OK", "x-a: b").await;
    let running = run(|_| {}).await;
    let answer = running.ok(&format!("/fetch?url=http://{server}/")).await;
    assert_eq!(answer, "ErrorCode::HttpRequestDenied");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_granted_host_is_called_and_its_neighbour_is_not() {
    let (server, connections) = server("200 OK", "x-a: b").await;
    let running = run(|options| {
        options.variables.insert("api".into(), format!("http://{server}"));
    })
    .await;
    for _ in 0..5 {
        assert_eq!(running.ok(&format!("/fetch?url=http://{server}/a")).await, "200 hello");
    }
    assert_eq!(*connections.borrow(), 1, "connections are kept open between calls");
    for other in
        ["http://127.0.0.1:1/".to_owned(), format!("http://localhost:{}/", server.port()), format!("https://{server}/")]
    {
        assert_eq!(running.ok(&format!("/fetch?url={other}")).await, "ErrorCode::HttpRequestDenied", "{other}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_called_is_said_by_the_address() {
    let running = run(|options| {
        options.variables.insert("api".into(), "http://self.alt".into());
    })
    .await;
    let told = running.ok("/fetch?url=http://self.alt/headers&host=self.alt").await;
    assert!(told.contains(&format!("host: {}\n", running.host.addr())), "{told}");
    let told = running.ok("/fetch?url=http://self.alt/headers&host=elsewhere.test").await;
    assert!(told.contains("does not match URI authority"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_component_says_how_long_it_waits_for_a_connection() {
    let busy = Busy::new().await;
    let running = run(|options| {
        options.variables.insert("api".into(), format!("http://{}", busy.address));
        // Sooner than the host itself would give the connection up.
        options.limits.wall = Duration::from_secs(15);
    })
    .await;
    let told = running.ok(&format!("/fetch?url=http://{}/&connect=100", busy.address)).await;
    assert_eq!(told, "ErrorCode::ConnectionTimeout");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redirects_are_not_followed() {
    let (server, connections) = server("302 Found", "location: http://127.0.0.1:1/").await;
    let running = run(|options| {
        options.variables.insert("api".into(), format!("http://{server}"));
    })
    .await;
    assert_eq!(running.ok(&format!("/fetch?url=http://{server}/")).await, "302 hello");
    assert_eq!(*connections.borrow(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_connection_is_an_error_to_the_component() {
    // A socket that is bound and does not listen keeps its port from others, and refuses.
    let nobody = TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    let running = run(|options| {
        options.variables.insert("api".into(), url.clone());
    })
    .await;
    assert_eq!(running.ok(&format!("/fetch?url={url}/")).await, "ErrorCode::ConnectionRefused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_not_granted_is_denied() {
    let running = run(|_| {}).await;
    assert_eq!(running.ok("/sql/open").await, "opened");
    assert_eq!(running.ok("/sql/open?name=other").await, "Error::AccessDenied");
    assert_eq!(running.ok("/bare/x/sql/open").await, "Error::AccessDenied");
    let attached = running.ok("/sql/attach").await;
    assert!(attached.contains("not authorized"), "{attached}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variables_and_environment_are_the_components_own() {
    let running = run(|options| {
        options.variables.insert("greeting".into(), "おはよう".into());
    })
    .await;
    assert_eq!(running.ok("/var?name=greeting").await, "value おはよう, world");
    assert_eq!(running.ok("/var?name=secret").await, "value ");
    let undefined = running.ok("/var?name=api").await;
    assert!(undefined.starts_with("Error::Undefined("), "{undefined}");
    let invalid = running.ok("/var?name=No").await;
    assert!(invalid.starts_with("Error::InvalidName("), "{invalid}");
    let bare = running.ok("/bare/x/var?name=greeting").await;
    assert!(bare.starts_with("Error::Undefined("), "{bare}");
    assert_eq!(running.ok("/env").await, "COLOUR=green\n");
    assert_eq!(running.ok("/bare/x/env").await, "");
}

/// A server that accepts nobody, with a full queue before its door.
struct Busy {
    address: SocketAddr,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Busy {
    async fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(stream) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
            waiting.push(stream.unwrap());
        }
        Self { address, _listener: listener, _waiting: waiting }
    }
}

/// A server that says one thing, and how many connections it has had.
async fn server(status: &'static str, header: &'static str) -> (SocketAddr, tokio::sync::watch::Receiver<u32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (count, counted) = tokio::sync::watch::channel(0);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            count.send_modify(|count| *count += 1);
            tokio::spawn(async move {
                let mut read = vec![0; 4096];
                while stream.read(&mut read).await.is_ok_and(|read| read > 0) {
                    let answer = format!("HTTP/1.1 {status}\r\n{header}\r\ncontent-length: 5\r\n\r\nhello");
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    (address, counted)
}
