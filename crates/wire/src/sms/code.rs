use crate::send::DeadReason;

/// What an error code says about a message that will not be sent, or was not delivered.
/// 2xxxx come on the call, 3xxxx in status callbacks.
pub(super) fn reason(code: u32) -> DeadReason {
    match code {
        21610 => DeadReason::Refused,
        // Not a number, no mobile, a landline (also found out later), unknown or no longer there.
        21211 | 21217 | 21614 | 21635 | 30005 | 30006 => DeadReason::BadAddress,
        // Region not switched on, no route, trial account.
        21408 | 21608 | 21612 => DeadReason::Unroutable,
        // `From` is no number of ours, or cannot send this.
        21212 | 21603 | 21606 | 21659 | 21660 => DeadReason::Sender,
        21617 => DeadReason::TooLong,
        30004 | 30007 => DeadReason::Filtered,
        30003 | 30008 | 30036 => DeadReason::Unreachable,
        _ => DeadReason::Rejected,
    }
}
