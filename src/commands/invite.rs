use super::remote::{Replied, Whom};
use super::{Ended, say};
use clap::Args;
use domain::staff::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Make a link, which works once, by which a colleague makes an account for the console
#[derive(Args)]
pub(super) struct Invite {
    /// The name that stands on it
    #[arg(long, value_name = "NAME")]
    name: String,
    /// `author`, `approver`, `analyst`, `administrator` or `evaluator`; more than once for more than one
    #[arg(long = "role", value_name = "ROLE", required = true)]
    roles: Vec<Role>,
    /// They may answer for texts that are sent because of health information
    #[arg(long)]
    clinician: bool,
    #[command(flatten)]
    whom: Whom,
}

#[derive(Serialize, Deserialize)]
struct Link {
    url: String,
    expires: chrono::DateTime<chrono::Utc>,
}

impl Invite {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { name, roles, clinician, whom } = self;
        let body = json!({ "name": name, "roles": roles, "clinician": clinician });
        let link = match whom.remote.post::<Link>(&whom.path("invitations"), &body)? {
            Replied::Done(link) => link,
            Replied::Problems(_) => return Err(Ended::Found),
        };
        if whom.json {
            say(serde_json::to_string_pretty(&link)?);
        } else {
            say(&link.url);
            let until = whom.when(link.expires);
            whom.say(
                format!("  works once, until {until}; give it to nobody but {name}"),
                format!("  {until}まで、一度だけ使えます。{name}さんのほかには渡さないでください。"),
            );
        }
        Ok(())
    }
}
