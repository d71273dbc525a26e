use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::{Door, Visit, new_token};
use super::trouble::{self, Origin, Trouble};
use super::{COOKIE, keep};
use domain::MessageId;
use domain::staff::sealed;
use http::header::COOKIE as COOKIES;
use shell::doors::{Answer, Incoming};
use shell::office::openid::{self, Entered, Shown as Proof};
use shell::office::people::{self, Account, Way};
use shell::spin::{Provider, random};
use shell::store::Subject;
use wire::openid::{Aim, Answer as Brought, Flow, LIVES};

/// A browser comes back from the provider.
pub(in super::super) async fn answer(door: &Door, request: &Incoming) -> Shown {
    let Ok(Some(provider)) = Provider::of(&door.city).await else { return Err(Failure::NotFound) };
    let cookie = request.header(COOKIES.as_str()).and_then(|header| wire::form::cookie(header, COOKIE));
    let brought = Brought::read(&request.query);
    let flow = cookie.and_then(|cookie| Flow::read(cookie, provider.realm()));
    let Some(flow) = flow.filter(|flow| brought.is_for(flow)) else {
        return Ok(trouble::go(door, Trouble::Browser, Origin::SignIn));
    };
    let mut answer = match let_in(door, request, &provider, &flow, brought).await {
        Ok(answer) => answer,
        Err(trouble) => trouble::go(door, trouble, Origin::of(flow.aim())),
    };
    keep(door, &mut answer, "", 0);
    Ok(answer)
}

async fn let_in(
    door: &Door,
    request: &Incoming,
    provider: &Provider,
    flow: &Flow,
    brought: Brought,
) -> Result<Answer, Trouble> {
    if flow.is_over(door.now) {
        return Err(Trouble::Late);
    }
    let name = provider.subject(flow, brought, door.now).await.map_err(|fault| Trouble::of(&fault))?;
    let subject = Subject { issuer: provider.issuer(), name: &name };
    let proof = Proof { subject, state: &sealed(&flow.state()), expires: door.now + LIVES };
    match flow.aim() {
        Aim::SignIn(to) => sign_in(door, &proof, to).await,
        Aim::Invitation(token) => join(door, &proof, token).await,
        Aim::Tie(mark) => {
            // The session that set out, and none that somebody put into this browser meanwhile.
            let is_it = |visit: &Visit<'_>| wire::bearer::same(mark, &visit.mark("openid"));
            let visit = Visit::begin(door, request).await.ok().filter(is_it).ok_or(Trouble::SignedOut)?;
            openid::tie(&door.sql, &door.city, &visit.person.id, &proof, door.now)
                .await
                .map_err(Trouble::of_refusal)?;
            Ok(door.go("/account", Some("tied")))
        }
    }
}

async fn sign_in(door: &Door, proof: &Proof<'_>, to: &str) -> Result<Answer, Trouble> {
    let session = new_token();
    let entered = openid::sign_in(&door.sql, &door.city, proof, &sealed(&session), door.now).await;
    match entered.map_err(Trouble::of_refusal)? {
        Entered::Yes => Ok(door.with_session(door.go(to, None), &session)),
        Entered::Unknown => Err(Trouble::Unknown),
        Entered::Closed => Err(Trouble::Closed),
        Entered::Locked => Err(Trouble::Locked),
    }
}

/// The account of an invitation has the name that stands on it, and a login that nobody has to know.
async fn join(door: &Door, proof: &Proof<'_>, token: &str) -> Result<Answer, Trouble> {
    let (sql, city) = (&door.sql, &door.city);
    let token = sealed(token);
    let invitation = people::invitation(sql, city, &token, door.now).await.map_err(Trouble::of_refusal)?;
    let millis = u64::try_from(door.now.timestamp_millis()).unwrap_or_default();
    let id = MessageId(ulid::Ulid::from_parts(millis, random())).to_string();
    let login: String = format!("id-{}", id.chars().skip(10).collect::<String>().to_lowercase());
    let account = Account { id: &id, login: &login, name: &invitation.name, way: Way::Provider(*proof) };
    let session = new_token();
    people::accept(sql, city, &token, &account, &sealed(&session), door.now).await.map_err(Trouble::of_refusal)?;
    Ok(door.with_session(door.go("", Some(if invitation.staff.is_none() { "welcome" } else { "tied" })), &session))
}
