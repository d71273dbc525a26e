//! What follows dots and brackets.

use super::{Kind, Walk};
use rhai::{ASTFlags, Expr, Position};

impl Walk<'_> {
    /// What follows a dot.
    pub(super) fn chain(&mut self, kind: Kind, rest: &Expr) -> Kind {
        match rest {
            Expr::Property(parts, position) => self.property(&kind, &parts.2, *position),
            Expr::MethodCall(call, position) => self.method(&kind, call, *position),
            Expr::Dot(parts, ..) => {
                let kind = self.chain(kind, &parts.lhs);
                self.chain(kind, &parts.rhs)
            }
            Expr::Index(parts, flags, position) => {
                let kind = self.chain(kind, &parts.lhs);
                self.index(kind, &parts.rhs, *flags, *position)
            }
            other => self.expression(other),
        }
    }

    /// What follows a bracket.
    pub(super) fn index(&mut self, kind: Kind, rest: &Expr, flags: ASTFlags, position: Position) -> Kind {
        if let Some(of) = kind.of() {
            let ja = format!("`{}` に `[…]` は使えません。事実は `.` のあとに書いてください。", of.path());
            self.problem(position, format!("`{}` has no `[…]`; facts follow a dot", of.path()), ja);
        }
        let item = match kind {
            Kind::List(texts) => Kind::Texts(texts),
            _ => Kind::Unknown,
        };
        match rest {
            Expr::Dot(parts, ..) if !flags.contains(ASTFlags::BREAK) => {
                self.expression(&parts.lhs);
                self.chain(item, &parts.rhs)
            }
            Expr::Index(parts, flags, position) if !flags.contains(ASTFlags::BREAK) => {
                self.expression(&parts.lhs);
                self.index(item, &parts.rhs, *flags, *position)
            }
            other => {
                self.expression(other);
                item
            }
        }
    }
}
