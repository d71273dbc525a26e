use super::{Ended, default_state, say};
use crate::components;
use crate::demo::Demo;
use crate::host::Clock;
use crate::secrets;
use crate::service::{self, Service, Settings};
use anyhow::Context;
use clap::Args;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Start the service here: build, publish the local packs, serve, keep the clock
#[derive(Args)]
pub(super) struct Up {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:3000", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The folder for the database and the secrets; with --demo a new one each time unless given
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Load the demo city and replay a month of real step data, with a stand-in phone for LINE and SMS
    #[arg(long)]
    demo: bool,
    /// How long the demo takes for a day, in milliseconds
    #[arg(long, default_value_t = 600, value_name = "MS", requires = "demo")]
    demo_day: u64,
    /// The folder with a folder for each city
    #[arg(long, value_name = "DIR")]
    campaigns: Option<PathBuf>,
    /// The folder with each city's shared functions
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Run the components as they are, without building
    #[arg(long)]
    no_build: bool,
    /// End after the demo's summary instead of serving on
    #[arg(long, requires = "demo")]
    exit: bool,
}

impl Up {
    pub(super) fn run(self) -> Result<(), Ended> {
        let here = std::env::current_dir()?;
        let root = components::project_root(&here)
            .context("there is no spin.toml here or above; start this in the project's folder")?;
        if !self.no_build {
            components::build(&root)?;
        }
        tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
            .with_writer(std::io::stderr)
            .init();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.serve(root))
    }

    async fn serve(self, root: PathBuf) -> Result<(), Ended> {
        let state = self.state.clone().unwrap_or_else(default_state);
        let mut settings = Settings {
            manifest: root.join("spin.toml"),
            listen: self.listen,
            state: if self.demo && self.state.is_none() { state.join("demo") } else { state },
            campaigns: self.campaigns.clone().unwrap_or_else(|| root.join("campaigns")),
            rules: self.rules.clone().unwrap_or_else(|| root.join("rules")),
            cache: Some(root.join("target").join("compiled")),
            clock: Clock::real(),
            tick_every: Some(Duration::from_secs(1)),
            variables: BTreeMap::new(),
            redirect: BTreeMap::new(),
        };
        if !self.demo {
            let service = service::start(settings.clone()).await?;
            greet(&service, &settings);
            stopped().await;
            return Ok(service.host.stop().await?);
        }
        if self.state.is_none() && settings.state.exists() {
            // The demo tells the same story each time, from the beginning.
            std::fs::remove_dir_all(&settings.state)
                .with_context(|| format!("`{}` of an earlier demo cannot be removed", settings.state.display()))?;
        }
        let demo = Demo::start(&root, &mut settings).await?;
        let service = service::start(settings.clone()).await?;
        greet(&service, &settings);
        say("  demo      a month of steps goes by; watch it on /phone");
        say(demo.replay(&service, Duration::from_millis(self.demo_day)).await?);
        if !self.exit {
            tokio::select! {
                () = demo.live(&service) => {}
                () = stopped() => {}
            }
        }
        demo.stop().await;
        Ok(service.host.stop().await?)
    }
}

fn greet(service: &Service, settings: &Settings) {
    say(format!("ayumi serves at http://{}", service.host.addr()));
    say(format!("  secrets   {}", secrets::path(&settings.state).display()));
    say(format!("  database  {}", settings.state.join(crate::native::DATABASE).display()));
    say("  stop with Ctrl+C");
}

/// Until someone asks the program to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a signal there is nothing to wait for but the process's end.
    let _ = tokio::signal::ctrl_c().await;
}
