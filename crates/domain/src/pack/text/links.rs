//! Links in a text, and whether they lead to a place of the city's own.

use unicode_normalization::UnicodeNormalization;

/// A link that residents should not be sent to, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pack) enum Stranger {
    /// The city does not list this host.
    Host(String),
    /// It is not `https`.
    Plain(String),
    /// It hides where it leads.
    Shortener(String),
    /// It cannot be told where it leads: a name before `@`, a port, or no host.
    Disguised(String),
}

/// Services that stand between a resident and the page.
const SHORTENERS: [&str; 16] = [
    "bit.ly",
    "t.co",
    "tinyurl.com",
    "goo.gl",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "cutt.ly",
    "x.gd",
    "onl.la",
    "onl.bz",
    "urx.space",
    "ux.nu",
    "lin.ee",
    "rebrand.ly",
    "t.ly",
];

/// Ends of hosts by which words without `https://` are taken for a link, as phones do.
const ENDS: [&str; 12] = ["jp", "com", "net", "org", "info", "ly", "gl", "co", "gd", "me", "nu", "ee"];

/// Whether a host shortens links.
pub(in crate::pack) fn is_shortener(host: &str) -> bool {
    SHORTENERS.contains(&host)
}

/// Whether a text can be a host as the city lists it: in lower case, with a dot, without scheme, port or path.
pub(in crate::pack) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.contains('.') && text.len() <= 253 && text.split('.').all(is_label)
}

/// The links of a text that lead elsewhere than to the hosts listed. Letters of full width count as plain ones,
/// as some phones take them.
pub(in crate::pack) fn strangers(text: &str, ours: &[String]) -> Vec<Stranger> {
    let text: String = text.nfkc().collect();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    text.split(|c: char| !is_part(c))
        .filter_map(|word| stranger(word.trim_matches(['(', ')', ',', ';', '\'']), ours))
        .collect()
}

fn stranger(word: &str, ours: &[String]) -> Option<Stranger> {
    // A sentence's end is no part of it, nor are words that stand before it without a space.
    let word = word.trim_end_matches(['.', ',', '!', '?', ':', ')']);
    let (scheme, rest) = match word.split_once("://") {
        Some((before, rest)) => (before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next(), rest),
        None => (None, word),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme.is_none() && !looks_like_host(authority) {
        return None;
    }
    let host = authority.to_ascii_lowercase();
    if is_shortener(&host) {
        return Some(Stranger::Shortener(host));
    }
    if !is_host(&host) {
        return Some(Stranger::Disguised(word.to_owned()));
    }
    if !ours.contains(&host) {
        return Some(Stranger::Host(host));
    }
    // What stands without a scheme is opened by `http` on some phones.
    let is_secure = scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    (!is_secure).then(|| Stranger::Plain(word.to_owned()))
}

fn looks_like_host(word: &str) -> bool {
    // An address of mail is none, and is not opened as a page.
    let lower = word.to_ascii_lowercase();
    !lower.contains('@')
        && is_host(&lower)
        && (lower.starts_with("www.") || lower.rsplit('.').next().is_some_and(|end| ENDS.contains(&end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Stranger> {
        strangers(text, &["www.city.arao.lg.jp".to_owned()])
    }

    #[test]
    fn the_citys_own_page_is_no_stranger() {
        for text in [
            "くわしくは https://www.city.arao.lg.jp/kenko をご覧ください。",
            "市のページ(https://www.city.arao.lg.jp/a?b=c#d)。",
            "See HTTPS://WWW.CITY.ARAO.LG.JP.",
            "10.5km、1,000歩。8:30から。A.B.C. No.1 e.g. this",
            "kenko@city.arao.lg.jp までメールを",
        ] {
            assert_eq!(found(text), Vec::new(), "{text}");
        }
    }

    #[test]
    fn all_others_are() {
        let plain = |text: &str| Stranger::Plain(text.to_owned());
        let host = |text: &str| Stranger::Host(text.to_owned());
        let disguised = |text: &str| Stranger::Disguised(text.to_owned());
        for (text, expected) in [
            ("http://www.city.arao.lg.jp/a", plain("http://www.city.arao.lg.jp/a")),
            ("www.city.arao.lg.jp へ", plain("www.city.arao.lg.jp")),
            ("https://city.arao.lg.jp", host("city.arao.lg.jp")),
            ("https://www.city.arao.lg.jp.example.com/", host("www.city.arao.lg.jp.example.com")),
            ("ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｃｏｍ", host("example.com")),
            ("example.jp/aをご覧", host("example.jp")),
            ("くわしくはhttps://bit.ly/3x", Stranger::Shortener("bit.ly".to_owned())),
            ("lin.ee/abc", Stranger::Shortener("lin.ee".to_owned())),
            ("https://www.city.arao.lg.jp@example.com/", disguised("https://www.city.arao.lg.jp@example.com/")),
            ("https://www.city.arao.lg.jp:8080/", disguised("https://www.city.arao.lg.jp:8080/")),
            ("https://{host}/a", disguised("https://")),
        ] {
            assert_eq!(found(text).first(), Some(&expected), "{text}");
        }
    }
}
