use super::super::setting::Charset;
use super::super::trouble::Trouble;
use super::records::Record;
use encoding_rs::SHIFT_JIS;

/// How bytes become letters. Unless it is told, the first row beyond ASCII decides for the whole file:
/// what is good UTF-8 is hardly ever meant as Shift_JIS.
#[derive(Debug)]
pub(super) struct Letters(Option<Charset>);

impl Letters {
    pub(super) fn new(told: Option<Charset>) -> Self {
        Self(told)
    }

    /// The cells of a row as texts.
    pub(super) fn cells(&mut self, record: Record<'_>) -> Result<Vec<String>, Trouble> {
        let charset = match self.0 {
            Some(charset) => charset,
            None if record.bytes.is_ascii() => Charset::Utf8,
            None => {
                let is_utf8 = std::str::from_utf8(record.bytes).is_ok();
                *self.0.insert(if is_utf8 { Charset::Utf8 } else { Charset::ShiftJis })
            }
        };
        let mut from = 0;
        let mut cells = Vec::with_capacity(record.ends.len());
        for end in record.ends {
            let bytes = record.bytes.get(from..*end).unwrap_or_default();
            from = *end;
            cells.push(decode(bytes, charset)?);
        }
        Ok(cells)
    }
}

fn decode(bytes: &[u8], charset: Charset) -> Result<String, Trouble> {
    match charset {
        Charset::Utf8 => std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Trouble::Letters("UTF-8")),
        Charset::ShiftJis => SHIFT_JIS
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or(Trouble::Letters("Shift_JIS")),
    }
}
