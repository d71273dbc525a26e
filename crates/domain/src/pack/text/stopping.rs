use crate::event::is_stop;

/// Whether a text tells with which word to stop: one that stops stands in 「」, or STOP stands alone in capitals.
pub(in crate::pack) fn tells_how_to_stop(text: &str) -> bool {
    let mut quoted = text.split('「').skip(1).filter_map(|rest| rest.split_once('」').map(|(inside, _)| inside));
    quoted.any(is_stop) || text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "STOP")
}

#[cfg(test)]
mod tests {
    use super::tells_how_to_stop;

    #[test]
    fn a_word_that_stops_is_told_in_quotes_or_capitals() {
        for text in
            ["止めるときは「停止」とご返信を。", "「はい」か「ていし」と おくって", "Stop: reply STOP", "STOPで停止"]
        {
            assert!(tells_how_to_stop(text), "{text}");
        }
        for text in ["停止線の手前で", "「はい」とご返信ください。", "Stop by at the hall", "NONSTOP", "「停止"]
        {
            assert!(!tells_how_to_stop(text), "{text}");
        }
    }
}
