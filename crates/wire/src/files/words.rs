//! What is said of each trouble: plain Japanese for staff, and English.

use super::trouble::Trouble;
use domain::why::Language;

impl Trouble {
    /// The sentence.
    pub fn say(&self, language: Language) -> String {
        match language {
            Language::Ja => self.japanese(),
            Language::En => self.english(),
        }
    }

    fn japanese(&self) -> String {
        match self {
            Self::Empty => "値がありません。入力してください".to_owned(),
            Self::Date(found) => {
                format!("`{found}`は日付として読めません。2026/11/20や令和8年11月20日のように書いてください")
            }
            Self::Ahead(found) => format!("`{found}`はまだ来ていない日付です。確かめてください"),
            Self::LongAgo(found) => format!("`{found}`は2000年より前の日付です。確かめてください"),
            Self::Number(found) => format!("`{found}`は数として読めません。数字だけを入力してください"),
            Self::Range { found, allowed } => {
                format!("`{found}`は範囲の外です（{allowed}）。入力の誤りがないか確かめてください")
            }
            Self::Half => "血圧は上と下の両方を入力してください".to_owned(),
            Self::Swapped => "血圧の上と下が逆のようです。確かめてください".to_owned(),
            Self::YesNo(found) => {
                format!("`{found}`は読めません。参加したら「1」か「○」、しなければ空欄にしてください")
            }
            Self::Lengthy(most) => format!("長すぎます。{most}文字までです"),
            Self::Nothing => "歩数、体重、血圧、教室のどれも入力されていません".to_owned(),
            Self::Resident(found) => {
                format!("`{found}`は住民の番号として読めません。半角の英数字と「- _ . :」で64文字までです")
            }
            Self::MyNumber => {
                "マイナンバーとみられる番号です。使えません。市が別に付けた番号を入力してください".to_owned()
            }
            Self::Twice => "同じ人、同じ日、同じ機器の行が前にあります。どちらかを消してください".to_owned(),
            Self::Cells { found, expected } => {
                format!("列の数が見出しと合いません（この行は{found}列、見出しは{expected}列）")
            }
            Self::Letters(charset) => {
                format!("{charset}として読めない文字があります。「CSV UTF-8」で保存し直してください")
            }
            Self::Endless => {
                "行が終わりません。引用符（\"）が閉じていないようです。この行から後は読んでいません".to_owned()
            }
            Self::TooMany(most) => {
                format!("一つのファイルは{most}行までです。この行から後は読んでいません。分けて送ってください")
            }
            Self::MissingColumn { name, names, found } => {
                format!("「{name}」の列がありません。見出しを次のどれかにしてください：{names}。今の見出し：{found}")
            }
            Self::DuplicateColumn(name) => format!("`{name}`と同じ意味の列が二つあります。一つにしてください"),
            Self::UnknownColumn(name) => format!("`{name}`という列は読みません。ほかの列は読みました"),
            Self::UnnamedColumn(place) => format!("{place}番目の列に見出しがありません。この列は読みません"),
            Self::ManyColumns(most) => format!("列が多すぎます。{most}列までです"),
            Self::NoRows => "データがありません".to_owned(),
            Self::NotXml => "XMLの文書ではない部分があります。UTF-8のXMLを送ってください".to_owned(),
            Self::Doctype => "DOCTYPE（文書型宣言）のある文書は受け付けません。宣言を取り除いてください".to_owned(),
            Self::Deep(most) => format!("要素の入れ子が深すぎます。{most}段までです"),
            Self::Large(most) => format!("文書が大きすぎます。一つの文書は{most}バイトまでです"),
            Self::Encoding(found) => format!("文字コード`{found}`は読めません。UTF-8で作成してください"),
            Self::Broken(what) => format!("XMLとして正しくありません（{what}）"),
            Self::CutOff => "文書が途中で終わっています".to_owned(),
            Self::Entity(name) => format!("実体参照`&{name};`は受け付けません。文字そのものを書いてください"),
            Self::Namespace(found) => {
                format!("名前空間が`{found}`です。特定健診のXMLは`urn:hl7-org:v3`です")
            }
            Self::Root(found) => format!("文書の最初の要素が`{found}`です。`ClinicalDocument`でなければなりません"),
            Self::NoResident(roots) => {
                format!(
                    "住民の番号がありません。patientRoleのidに市の番号を入れるか、id_rootで指定してください（あるid：{roots}）"
                )
            }
            Self::ManyResidents(roots) => {
                format!(
                    "住民の番号がどのidか分かりません。文書に一つだけあるrootを、id_rootで指定してください（あるid：{roots}）"
                )
            }
            Self::NoDate => "健診の日付（documentationOf/serviceEvent/effectiveTime）がありません".to_owned(),
            Self::Code(found) => format!("`{found}`は項目コードではありません。17桁の英数字です"),
            Self::UnknownCode(code) => {
                format!("項目コード`{code}`は第4期の表で確かめられません。値はそのまま保存します")
            }
            Self::CodeTwice(code) => format!("項目`{code}`が二度あります。はじめの値を使います"),
            Self::ValueKind(found) => format!("値の型`{found}`は読めません。この項目は保存しません"),
            Self::NoFinding(found) => {
                format!("健診の結果ではありません（`{found}`）。この項目は保存しません")
            }
            Self::CodeSystem(found) => format!("コード体系`{found}`の項目は読みません"),
            Self::NoItems => "健診の項目が一つもありません".to_owned(),
            Self::ManyItems(most) => format!("項目が多すぎます。{most}までです"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Empty => "there is no value; fill it in".to_owned(),
            Self::Date(found) => format!("`{found}` is no date; write 2026/11/20, 2026-11-20 or 令和8年11月20日"),
            Self::Ahead(found) => format!("`{found}` is still to come; check the date"),
            Self::LongAgo(found) => format!("`{found}` is before the year 2000; check the date"),
            Self::Number(found) => format!("`{found}` is no number; write digits only"),
            Self::Range { found, allowed } => format!("`{found}` is beyond {allowed}; check what was keyed in"),
            Self::Half => "blood pressure needs both the upper and the lower value".to_owned(),
            Self::Swapped => "the upper blood pressure is not above the lower; check which is which".to_owned(),
            Self::YesNo(found) => {
                format!("`{found}` is neither yes nor no; write 1 or ○ for who came, and nothing for who did not")
            }
            Self::Lengthy(most) => format!("is too long; {most} characters are the most"),
            Self::Nothing => "the row has neither steps nor weight, blood pressure or class".to_owned(),
            Self::Resident(found) => format!(
                "`{found}` is no resident's id, which has 1 to 64 characters of A–Z, a–z, 0–9, `-`, `_`, `.` or `:`"
            ),
            Self::MyNumber => "this looks like a My Number, which must not be used; enter the city's own id".to_owned(),
            Self::Twice => "an earlier line has the same person, day and device; remove one of them".to_owned(),
            Self::Cells { found, expected } => format!("the row has {found} cells and the header has {expected}"),
            Self::Letters(charset) => {
                format!("there are bytes that are no letters of {charset}; save the file as UTF-8 and send it again")
            }
            Self::Endless => {
                "the row does not end: a quotation mark (\") is open; nothing from here on was read".to_owned()
            }
            Self::TooMany(most) => {
                format!("a file has {most} rows at most; nothing from here on was read, send it in parts")
            }
            Self::MissingColumn { name, names, found } => {
                format!("the column `{name}` is missing; name it one of {names}; there is {found}")
            }
            Self::DuplicateColumn(name) => format!("two columns mean the same as `{name}`; keep one of them"),
            Self::UnknownColumn(name) => format!("the column `{name}` is not known and is not read; the others are"),
            Self::UnnamedColumn(place) => format!("column {place} has no name and is not read"),
            Self::ManyColumns(most) => format!("there are too many columns; {most} are the most"),
            Self::NoRows => "there is no data".to_owned(),
            Self::NotXml => "there is something that is no XML document; send XML in UTF-8".to_owned(),
            Self::Doctype => {
                "a document with a document type declaration (DOCTYPE) is refused; take the declaration out".to_owned()
            }
            Self::Deep(most) => format!("elements are nested too deep; {most} levels are the most"),
            Self::Large(most) => format!("the document is too large; {most} bytes are the most"),
            Self::Encoding(found) => format!("the encoding `{found}` is not read; write UTF-8"),
            Self::Broken(what) => format!("is not well-formed XML: {what}"),
            Self::CutOff => "the document is cut off".to_owned(),
            Self::Entity(name) => format!("the entity `&{name};` is refused; write the character itself"),
            Self::Namespace(found) => {
                format!("the namespace is `{found}`; that of the specific checkup is `urn:hl7-org:v3`")
            }
            Self::Root(found) => format!("the document is a `{found}`; it must be a `ClinicalDocument`"),
            Self::NoResident(roots) => format!(
                "there is no resident's id; put the city's id among those of patientRole, or name its root with \
                 `id_root` (there is {roots})"
            ),
            Self::ManyResidents(roots) => format!(
                "more than one id may be the resident's; name with `id_root` a root that stands there once (there is {roots})"
            ),
            Self::NoDate => "there is no day of the checkup (documentationOf/serviceEvent/effectiveTime)".to_owned(),
            Self::Code(found) => format!("`{found}` is no item code, which has 17 digits and capital letters"),
            Self::UnknownCode(code) => {
                format!("the item code `{code}` is not in the table of the fourth term known here; it is kept")
            }
            Self::CodeTwice(code) => format!("the item `{code}` comes twice; the first counts"),
            Self::ValueKind(found) => format!("a value of the type `{found}` is not read; the item is left out"),
            Self::NoFinding(found) => format!("this is no finding (`{found}`); the item is left out"),
            Self::CodeSystem(found) => format!("items of the code system `{found}` are not read"),
            Self::NoItems => "the checkup has no item".to_owned(),
            Self::ManyItems(most) => format!("there are too many items; {most} are the most"),
        }
    }
}
