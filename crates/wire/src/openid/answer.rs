use super::{Distrust, Flow, Issuer};

/// The longest value of an answer; codes of real providers have up to some 1,500 letters.
const LONGEST: usize = 4_096;

/// What a browser brings back from the provider: `?code=…&state=…`, or `?error=…&state=…`.
#[derive(Default)]
pub struct Answer {
    state: Option<String>,
    issuer: Option<String>,
    code: Option<String>,
    error: Option<String>,
    /// Nothing may be there twice (RFC 6749 section 3.1), or be too long.
    is_odd: bool,
}

/// What is exchanged for an ID token.
pub struct Code {
    pub(super) code: String,
    pub(super) is_named: bool,
}

/// Shows neither code nor state.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer")
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

impl Answer {
    /// Reads the query.
    pub fn read(query: &str) -> Self {
        let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut answer = Self::default();
        for (name, value) in fields {
            let place = match name.as_str() {
                "state" => &mut answer.state,
                "iss" => &mut answer.issuer,
                "code" => &mut answer.code,
                "error" => &mut answer.error,
                _ => continue,
            };
            answer.is_odd |= value.len() > LONGEST || place.replace(value).is_some();
        }
        answer
    }

    /// Whether it answers this flow, and so this browser's.
    pub fn is_for(&self, flow: &Flow) -> bool {
        self.state.as_deref().is_some_and(|state| crate::bearer::same(state, &flow.state()))
    }

    /// The code that it brings.
    ///
    /// # Errors
    /// Somebody else answers in the provider's place, or the provider refuses.
    pub fn code(self, issuer: &Issuer) -> Result<Code, Distrust> {
        if self.issuer.as_deref().is_some_and(|named| named != issuer.as_str()) {
            return Err(Distrust::OtherAnswers);
        }
        if let Some(error) = &self.error {
            return Err(Distrust::refused(error));
        }
        let code = self.code.filter(|code| !code.is_empty() && !self.is_odd).ok_or(Distrust::NoCode)?;
        Ok(Code { code, is_named: self.issuer.is_some() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::{flow, issuer};
    use super::*;

    fn refused(query: &str) -> Option<Distrust> {
        Answer::read(query).code(&issuer()).err()
    }

    #[test]
    fn only_the_browser_that_asked_is_answered() {
        let flow = flow();
        assert!(Answer::read(&format!("code=a&state={}", flow.state())).is_for(&flow));
        for query in [String::new(), "state=".to_owned(), "code=a".to_owned(), format!("state={}", flow.nonce())] {
            assert!(!Answer::read(&query).is_for(&flow), "{query}");
        }
    }

    #[test]
    fn what_a_provider_refuses_is_told_by_its_code() {
        assert_eq!(refused("error=access_denied&error_description=x"), Some(Distrust::Denied));
        assert_eq!(refused("error=login_required"), Some(Distrust::Refused("login_required".to_owned())));
        assert_eq!(refused("error=%3Cscript%3E"), Some(Distrust::Refused("another code".to_owned())));
        assert_eq!(refused("error=a&code=b"), Some(Distrust::Refused("a".to_owned())));
    }

    #[test]
    fn who_answers_is_looked_at() {
        let issuer = "iss=https%3A%2F%2Fidp.example.jp";
        assert_eq!(refused(&format!("code=a&{issuer}")), None);
        assert_eq!(refused("code=a"), None);
        assert_eq!(refused("code=a&iss=https%3A%2F%2Fevil.example.jp"), Some(Distrust::OtherAnswers));
        assert_eq!(refused("error=access_denied&iss="), Some(Distrust::OtherAnswers));
    }

    #[test]
    fn a_code_is_there_once() {
        for query in
            [String::new(), "code=".to_owned(), "code=a&code=b".to_owned(), format!("code={}", "a".repeat(5_000))]
        {
            assert_eq!(refused(&query), Some(Distrust::NoCode), "{query}");
        }
    }
}
