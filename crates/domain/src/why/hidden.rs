//! What a story tells where it may tell of health, and what it keeps out.

use super::words::Words;

impl Words {
    /// What a resident wrote; nothing is shown where it may tell of health.
    pub(super) fn written(&self, text: Option<&str>) -> String {
        let Some(text) = text else {
            return self.say(
                "  お言葉    •（健康に関わるため、ここには示しません）",
                "  written   • (not shown here: it may tell of health)",
            );
        };
        // What a stranger wrote steers no terminal.
        let text: String = text.replace('\n', " / ").chars().filter(|c| !c.is_control()).collect();
        self.say(format!("  お言葉    「{text}」"), format!("  written   \"{text}\""))
    }

    pub(super) fn facts(&self, facts: &[(String, String)]) -> String {
        let list: Vec<String> = facts.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let is_hidden = facts.iter().any(|(_, value)| value == "•");
        let (ja, en) = match is_hidden {
            true => ("（• は、健康に関わるため示しません）", " (• is not shown: it may tell of health)"),
            false => ("", ""),
        };
        self.say(format!("  読んだ事実 {}{ja}", list.join("、")), format!("  facts     {}{en}", list.join(", ")))
    }

    pub(super) fn sensitive(&self) -> String {
        self.say(
            "  配慮      健康情報がきっかけのため、「健康のことが伝わらない」と確認された文面だけを送れます",
            "  care      a sensitive fact led here: only a text approved as neutral may leave",
        )
    }
}
