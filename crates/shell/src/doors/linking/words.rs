use domain::linking::Slip;

/// In which language the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Ja,
    En,
}

impl Language {
    /// The one asked for, or the browser's.
    pub(super) fn of(asked: Option<&str>, accepted: Option<&str>) -> Self {
        match asked {
            Some("ja") => Self::Ja,
            Some("en") => Self::En,
            _ if accepted.is_some_and(|accepted| accepted.starts_with("en")) => Self::En,
            _ => Self::Ja,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::Ja => &JA,
            Self::En => &EN,
        }
    }
}

/// What the page says.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) intro: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) button: &'static str,
    pub(super) then: &'static str,
    /// What happens after the button, one step each, with how to stop it all.
    pub(super) next: [&'static str; 3],
    pub(super) unasked: &'static str,
    pub(super) shape: &'static str,
    pub(super) digit: &'static str,
    pub(super) wrong: &'static str,
    pub(super) gone: &'static str,
    pub(super) stale: &'static str,
    pub(super) other: &'static str,
}

impl Words {
    pub(super) fn slip(&self, slip: Slip) -> &'static str {
        match slip {
            Slip::Shape => self.shape,
            Slip::Digit => self.digit,
        }
    }
}

/// How long to wait, in whole minutes.
pub(super) fn wait(language: Language, seconds: i64) -> String {
    let minutes = (seconds + 59) / 60;
    match language {
        Language::Ja => format!(
            "番号のまちがいが続いたため、しばらく受け付けられません。{minutes}分ほどたってから、LINEの案内をもう一度開いてください。お急ぎのときは、市の窓口へお電話ください。"
        ),
        Language::En => format!(
            "There were too many wrong codes. Please open the link in LINE again in about {minutes} minutes, or call the city."
        ),
    }
}

const JA: Words = Words {
    title: "LINEとつなぐ",
    intro: "市からのお手紙や、窓口でお渡しした紙にある9けたの番号を入れてください。",
    label: "番号（9けた）",
    hint: "例：482-913-057（「-」はなくても大丈夫です）",
    button: "つぎへ",
    then: "このあと",
    next: [
        "LINEの画面が開きます。確認を押すと、つながります。",
        "同意いただいている健康づくりのお知らせが、このLINEに届くようになります。",
        "止めたいときは、トークで「停止」と送ってください。いつでも止まります。",
    ],
    unasked: "心当たりのない方は、何も入れずにこの画面を閉じてください。",
    shape: "番号は9けたの数字です。紙を見ながら、もう一度入れてください。",
    digit: "数字がどこか違うようです。紙を見ながら、もう一度入れてください。",
    wrong: "この番号は使えません。番号は1回だけ、30日のあいだ使えます。もう一度たしかめて、それでも入らないときは市の窓口へお電話ください。",
    gone: "この画面は使えなくなりました（開けるのは10分間です）。LINEの画面に戻り、もう一度はじめからお願いします。",
    stale: "画面が古くなっていました。お手数ですが、もう一度番号を入れてください。",
    other: "English",
};

const EN: Words = Words {
    title: "Link your LINE account",
    intro: "Please enter the nine-digit code from the city’s letter, or from the sheet you were given at the counter.",
    label: "Code (nine digits)",
    hint: "Example: 482-913-057 (with or without “-”)",
    button: "Next",
    then: "What happens next",
    next: [
        "LINE opens. Confirm there, and your account is linked.",
        "The health messages that you agreed to will come to this LINE account.",
        "To stop them, at any time, send “stop” in the chat.",
    ],
    unasked: "If you did not expect this page, enter nothing and close it.",
    shape: "The code has nine digits. Please look at the sheet and enter it again.",
    digit: "One of the digits seems to be wrong. Please look at the sheet and enter it again.",
    wrong: "This code cannot be used. A code works once, within 30 days. Please check it; if it still does not work, call the city.",
    gone: "This page can no longer be used (it works for ten minutes). Please go back to LINE and start again.",
    stale: "The page was out of date. Please enter the code again.",
    other: "日本語",
};
