//! Where a document ends, whatever the pieces in which its bytes come. It knows of XML only what
//! marks can hide others: comments, quoted values and the like.

use super::super::trouble::Trouble;

/// The most bytes of a document; one of a specific checkup has about 20,000.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The most elements within each other; a document of a specific checkup has about 15.
const MOST_DEPTH: usize = 64;

/// The root of each document: where it begins anew, the one before was cut off.
const ROOT: &[u8] = b"ClinicalDocument";

/// A document, or why it is none.
pub(super) enum Piece<'a> {
    Document(&'a [u8]),
    Refused(Trouble),
}

type Each<'f> = dyn FnMut(Piece<'_>) + 'f;

/// Finds documents.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    state: State,
    /// The present document so far, or no more than the mark it is at once it is refused.
    bytes: Vec<u8>,
    /// Where the mark that is being read begins.
    mark: usize,
    depth: usize,
    refused: Option<Trouble>,
    /// Whether what is between documents is something else, and was told.
    stray: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Between marks.
    #[default]
    Text,
    /// Just behind `<`.
    Opened,
    /// Behind `<!`, until it is clear what it is.
    Bang,
    Comment,
    CData,
    Instruction,
    Doctype {
        inner: bool,
        quote: Option<u8>,
    },
    Start {
        quote: Option<u8>,
    },
    End,
}

impl Scanner {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], each: &mut Each<'_>) {
        while let Some((first, rest)) = bytes.split_first() {
            match self.state {
                State::Text => {
                    let until = bytes.iter().position(|byte| *byte == b'<').unwrap_or(bytes.len());
                    let (text, rest) = bytes.split_at(until);
                    self.text(text, each);
                    bytes = rest;
                    if let Some((_, after)) = bytes.split_first() {
                        self.open();
                        bytes = after;
                    }
                    continue;
                }
                // Most bytes are within quoted values or names: they pass in one go.
                State::Start { quote } => {
                    let ends = |byte: &u8| match quote {
                        Some(quote) => *byte == quote,
                        None => matches!(byte, b'>' | b'"' | b'\''),
                    };
                    let until = bytes.iter().position(ends).unwrap_or(bytes.len());
                    let (passed, rest) = bytes.split_at(until);
                    self.keep(passed);
                    bytes = rest;
                    if let Some((byte, after)) = bytes.split_first() {
                        self.step(*byte, each);
                        bytes = after;
                    }
                    continue;
                }
                _ => self.step(*first, each),
            }
            bytes = rest;
        }
    }

    pub(super) fn end(&mut self, each: &mut Each<'_>) {
        let whole = self.state == State::Text && self.depth == 0;
        if let Some(trouble) = self.refused.take() {
            each(Piece::Refused(trouble));
        } else if !whole {
            each(Piece::Refused(Trouble::CutOff));
        }
        *self = Self::default();
    }

    /// Text between marks: between documents there can be none.
    fn text(&mut self, text: &[u8], each: &mut Each<'_>) {
        if self.depth > 0 {
            return self.keep(text);
        }
        // A byte order mark may stand before each of several files put together.
        let blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf);
        if !text.iter().all(blank) && !self.stray {
            self.stray = true;
            each(Piece::Refused(Trouble::NotXml));
        }
    }

    fn open(&mut self) {
        if self.refused.is_some() {
            self.bytes.clear();
        }
        self.mark = self.bytes.len();
        self.keep(b"<");
        self.state = State::Opened;
    }

    fn step(&mut self, byte: u8, each: &mut Each<'_>) {
        self.keep(&[byte]);
        let mark = self.bytes.get(self.mark..).unwrap_or_default();
        match self.state {
            State::Text => {}
            State::Opened => {
                self.state = match byte {
                    b'!' => State::Bang,
                    b'?' => State::Instruction,
                    b'/' => State::End,
                    _ => State::Start { quote: None },
                }
            }
            State::Bang if mark == b"<!--" => self.state = State::Comment,
            State::Bang if mark == b"<![CDATA[" => self.state = State::CData,
            State::Bang if mark == b"<!DOCTYPE" => {
                self.refuse(Trouble::Doctype);
                self.state = State::Doctype { inner: false, quote: None };
            }
            State::Bang if byte == b'>' || mark.len() > 9 => {
                self.refuse(Trouble::Broken("<!".to_owned()));
                self.state = if byte == b'>' { State::Text } else { State::End };
            }
            State::Bang => {}
            State::Comment if mark.len() >= 7 && mark.ends_with(b"-->") => self.state = State::Text,
            State::CData if mark.ends_with(b"]]>") => self.state = State::Text,
            State::Comment | State::CData => self.shorten(),
            State::Instruction if mark.ends_with(b"?>") => self.state = State::Text,
            State::Instruction => {
                if self.depth > 0 && mark.len() == 6 && mark.starts_with(b"<?xml") && byte.is_ascii_whitespace() {
                    self.begin_anew(each);
                }
                self.shorten();
            }
            State::Doctype { inner, quote } => self.state = doctype(byte, inner, quote),
            State::Start { quote: Some(quote) } => {
                if byte == quote {
                    self.state = State::Start { quote: None };
                }
            }
            State::Start { quote: None } => match byte {
                b'"' | b'\'' => self.state = State::Start { quote: Some(byte) },
                b'>' => self.started(each),
                _ => {}
            },
            State::End => {
                if byte == b'>' {
                    self.state = State::Text;
                    self.depth = self.depth.saturating_sub(1);
                    self.ended(each);
                }
            }
        }
    }

    /// A start tag is whole.
    fn started(&mut self, each: &mut Each<'_>) {
        self.state = State::Text;
        let mark = self.bytes.get(self.mark..).unwrap_or_default();
        let empty = mark.ends_with(b"/>");
        let name = mark.get(1..).unwrap_or_default();
        let name = name.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')).next();
        let local = name.unwrap_or_default().rsplit(|byte| *byte == b':').next();
        if self.depth > 0 && local == Some(ROOT) {
            self.begin_anew(each);
        }
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            self.refuse(Trouble::Deep(MOST_DEPTH));
        }
        if empty {
            self.depth -= 1;
            self.ended(each);
        }
    }

    /// An element has ended, and if it was the outermost, the document has.
    fn ended(&mut self, each: &mut Each<'_>) {
        if self.depth > 0 {
            return;
        }
        match self.refused.take() {
            Some(trouble) => each(Piece::Refused(trouble)),
            None => each(Piece::Document(&self.bytes)),
        }
        self.bytes.clear();
        self.mark = 0;
        self.stray = false;
    }

    /// The present mark is the first of a new document, so that the one before it was cut off.
    fn begin_anew(&mut self, each: &mut Each<'_>) {
        let trouble = self.refused.take().unwrap_or(Trouble::CutOff);
        each(Piece::Refused(trouble));
        self.bytes.drain(..self.mark);
        self.mark = 0;
        self.depth = 0;
    }

    fn refuse(&mut self, trouble: Trouble) {
        if self.refused.is_none() {
            self.bytes.drain(..self.mark);
            self.mark = 0;
            self.refused = Some(trouble);
        }
    }

    /// Of a document that is refused no more is kept than its present mark, to see where it ends.
    fn keep(&mut self, bytes: &[u8]) {
        if self.refused.is_some() && self.state == State::Text {
            return;
        }
        if self.bytes.len() + bytes.len() > MOST_BYTES {
            self.refuse(Trouble::Large(MOST_BYTES));
            // A mark that is itself too large keeps its beginning, which has its name, and its end.
            self.bytes.truncate(64);
            let tail = bytes.len().saturating_sub(64);
            self.bytes.extend_from_slice(bytes.get(tail..).unwrap_or_default());
            return;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Drops the inside of a comment or the like of a refused document.
    fn shorten(&mut self) {
        if self.refused.is_some() && self.bytes.len() > 64 {
            self.bytes.drain(16..self.bytes.len() - 16);
        }
    }
}

fn doctype(byte: u8, inner: bool, quote: Option<u8>) -> State {
    match (byte, quote) {
        (byte, Some(quote)) if byte == quote => State::Doctype { inner, quote: None },
        (_, Some(_)) => State::Doctype { inner, quote },
        (b'"' | b'\'', None) => State::Doctype { inner, quote: Some(byte) },
        (b'[', None) => State::Doctype { inner: true, quote: None },
        (b']', None) => State::Doctype { inner: false, quote: None },
        (b'>', None) if !inner => State::Text,
        _ => State::Doctype { inner, quote: None },
    }
}
