//! The demo city: a month of real step data, through the real door. (Being written.)
use crate::phone::Phone;
use crate::service::{Service, ServiceError, Settings};
use std::path::Path;
use std::time::Duration;

/// The demo's stand-in phone, and its story.
pub struct Demo {
    phone: Phone,
}

impl Demo {
    /// Starts the phone and points the settings at it.
    pub async fn start(_root: &Path, settings: &mut Settings) -> anyhow::Result<Self> {
        let clock = settings.clock.clone();
        let phone = crate::phone::start(crate::phone::Options::new(std::sync::Arc::new(move || clock.now()))).await?;
        Ok(Self { phone })
    }

    /// After the replay: time goes on as it does.
    pub async fn live(&self, _service: &Service) {
        std::future::pending::<()>().await;
    }

    /// Stops the phone.
    pub async fn stop(&self) {
        self.phone.stop().await;
    }
}

/// Replays the month.
pub async fn replay(
    _demo: &Demo,
    _service: &Service,
    _settings: &Settings,
    _day: Duration,
) -> Result<(), ServiceError> {
    Ok(())
}
