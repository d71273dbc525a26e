//! What LINE itself says of the texts.

use crate::components::project_root;
use crate::host::Environment;
use anyhow::{Context, bail};
use clap::Args;
use domain::pack::LineText;
use domain::{Problem, Sentence};
use std::time::Duration;
use wire::line::{Content, validate};

/// Whether LINE is asked, and where.
#[derive(Args)]
pub(super) struct Online {
    /// Also ask LINE whether it would take each text; nothing is sent to anybody. The token is that of
    /// the service: `SPIN_VARIABLE_LINE_CHANNEL_ACCESS_TOKEN`, in the environment or in `.env`
    #[arg(long)]
    online: bool,
    /// Where LINE is, with --online [default: the service's `line_api_base`]
    #[arg(long, value_name = "URL", requires = "online")]
    line_api_base: Option<String>,
}

/// LINE, to be asked.
pub(super) struct Line {
    base: String,
    token: String,
    agent: ureq::Agent,
}

/// The base as `spin.toml` has it.
const BASE: &str = "https://api.line.me";

/// A postback carries the id of its message; all ids are as long as this one.
const TAG: &str = "01JD8Q9Z0V6K3M5N7P9R1S3T5V";

impl Online {
    /// LINE with the service's own settings, where it is to be asked.
    pub(super) fn line(&self) -> anyhow::Result<Option<Line>> {
        if !self.online {
            return Ok(None);
        }
        let here = std::env::current_dir()?;
        let manifest = project_root(&here).unwrap_or(here).join("spin.toml");
        let environment = Environment::beside(&manifest)?;
        let token = environment.variable("line_channel_access_token")?.filter(|token| !token.is_empty());
        let token = token.context(
            "LINE is asked with the channel's token: set SPIN_VARIABLE_LINE_CHANNEL_ACCESS_TOKEN, in the environment \
             or in `.env` beside spin.toml",
        )?;
        let base = match &self.line_api_base {
            Some(base) => base.clone(),
            None => environment.variable("line_api_base")?.unwrap_or_else(|| BASE.to_owned()),
        };
        let settings = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = settings.timeout_global(Some(Duration::from_secs(30))).build().into();
        Ok(Some(Line { base: base.trim_end_matches('/').to_owned(), token, agent }))
    }
}

impl Line {
    /// What LINE finds wrong with texts, one call for each.
    pub(super) fn problems(&self, texts: &[LineText]) -> anyhow::Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for text in texts {
            for validate::Complaint { message, property } in self.ask(text)? {
                let place = if property.is_empty() { String::new() } else { format!(" (`{property}`)") };
                let said = Sentence::new(
                    format!("LINE would not take this: {message}{place}"),
                    format!("LINEがこの文面を受け付けません。LINEの説明：{message}{place}"),
                );
                problems.push(text.problem(said));
            }
        }
        Ok(problems)
    }

    fn ask(&self, text: &LineText) -> anyhow::Result<Vec<validate::Complaint>> {
        let content = Content { body: &text.body, tag: TAG };
        let asked = validate::request(validate::Kind::Push, &[content], &self.token);
        let mut request = self.agent.post(format!("{}{}", self.base, asked.path));
        for (name, value) in &asked.headers {
            request = request.header(*name, value);
        }
        let mut answer = request.send(&asked.body).with_context(|| format!("LINE does not answer at {}", self.base))?;
        let body = answer.body_mut().read_to_vec().with_context(|| format!("{} broke off its answer", self.base))?;
        match validate::read(answer.status().as_u16(), &body) {
            Ok(complaints) => Ok(complaints),
            Err(error) if matches!(answer.status().as_u16(), 401 | 403) => {
                bail!("{error}; is SPIN_VARIABLE_LINE_CHANNEL_ACCESS_TOKEN the channel's?")
            }
            Err(error) => bail!("{error} (at {})", self.base),
        }
    }
}
