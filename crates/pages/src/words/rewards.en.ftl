# Rewards: stock and what was taken, shops, paying a local currency, and prizes.

nav-rewards = Rewards
rewards-text = What residents spend points on. It is written in rewards.toml, beside the settings of the city.
rewards-empty = There are no rewards yet. Write them in rewards.toml and publish; they appear here then.
rewards-name = Reward
rewards-kind = Kind
rewards-kind-coupon = Coupon
rewards-kind-lottery = Lottery
rewards-kind-cause = Cause
rewards-kind-currency = Local currency
rewards-points = Points
rewards-stock = Left
rewards-open = Open
rewards-used = Used
rewards-cancelled = Cancelled
rewards-expired = Expired
rewards-won = Won
rewards-lost = Lost
rewards-spent = Points spent
rewards-gone = (no longer in rewards.toml)

# ---- shops ----
shops = Shops
shops-text = A shop checks customers' numbers on a device that opened its link. The link is shown once, when it is made.
shops-empty = There are no shops yet.
shop-name = Name of the shop
shop-name-hint = Up to 60 letters. Residents see it too.
shop-name-fault = The name of a shop has 1 to 60 letters.
shop-make = Add a shop
shop-renew = Make a new link
shop-close = Remove
shop-closed = Removed
shop-link-made = This is the link of “{ $name }”. Copy it now and give it to the shop: it cannot be shown again. Links from before do not work any more.

# ---- local currency ----
pay-lists = Lists to pay
pay-lists-text = What is on no list yet is closed and becomes a CSV file. Residents cannot cancel what is on a list. When it is paid, mark it as paid.
pay-list-make = Close and make a list
pay-list-none = There are no lists yet.
pay-list-number = Number
pay-list-at = Made
pay-list-lines = Lines
pay-list-units = Amount
pay-list-file = CSV
pay-list-all = CSV of everything
pay-list-paid = Paid
pay-list-pay = Mark as paid
pay-list-new = On no list yet: { $count }

# ---- lotteries ----
prizes = Who won
prizes-text = Note each prize that you hand over. That you saw this page is in the log.
prizes-none = No prize waits to be handed over.
prize-ticket = Ticket
prize-resident = Resident
prize-hand = Handed over
lottery-page = The page of the lottery (for everyone)

refusal-unknown-shop = There is no such shop.
refusal-nothing-to-pay = Everything is on a list already.
refusal-paid-already = There is no such list, or it is marked as paid already.
refusal-handed-already = This ticket did not win, or its prize was handed over already.
deed-shop-made = added a shop
deed-shop-renewed = made a new link for a shop
deed-shop-closed = removed a shop
deed-pay-list-made = made a list to pay
deed-pay-list-paid = marked a list as paid
deed-pay-lines-seen = downloaded what is to be paid
deed-prizes-seen = saw who won a lottery
deed-prize-handed = handed a prize over
