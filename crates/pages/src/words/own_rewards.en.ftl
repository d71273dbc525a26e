# Spending points, the page of shops, and the page of a lottery.

# ---- spending points ----
rewards = Use points
rewards-none = There is nothing to be had now. You will hear from us when there is.
rewards-mine = What you have had
reward-price = Points
reward-left = Left
reward-together = Come together so far
reward-until = Until { $day }.
reward-days = Good for { $days } days from the day on which you take it.
reward-drawn-on = Drawn on { $day }; { $winners } tickets win.
reward-how-drawn = How it is drawn, and the result
reward-units = You receive { $units } (units of the local currency).
reward-take-coupon = Take it
reward-take-lottery = Take a ticket
reward-take-cause = Give points
reward-take-currency = Change into local currency
reward-costs = This takes { $points } points. You have { $after } left then.
reward-good-until = Good until { $day }
reward-no-way-back = Points that were given cannot come back.
reward-yes = Yes, use them
reward-back = To the page of rewards
said-reward-had = It is yours. Thank you.
said-reward-cancelled = Cancelled. Your points are back.

# ---- where it is not given ----
reward-not-yet = This can be had from { $day }.
reward-over = This could be had until { $day }.
reward-owes = { $points } points of a corrected record come first. What you collect settles them.
reward-short = { $points } more points to go.
reward-enough = One person can have { $most } of this.
reward-gone = None is left. There will be another time.

# ---- what was taken ----
reward-taken-coupon = Not used yet
reward-taken-lottery = Waits for the draw
reward-taken-cause = Given
reward-taken-currency = Waits to be paid
reward-used-coupon = Used
reward-used-lottery = The prize was handed over
reward-used-cause = Given
reward-used-currency = Paid
reward-cancelled = Cancelled
reward-expired = Its days are over
reward-won = It won
reward-lost = It did not win this time
reward-won-how = Congratulations. The city will tell you how to get the prize.
reward-changed = { $at }
reward-shop = Used at { $shop }.
reward-paid-with = Taken on { $day } for { $points } points.
reward-show = Show this to the people at the shop
reward-ticket = Your ticket
reward-cancel = Cancel
reward-cancel-text = Your { $points } points come back.
reward-cancel-now = Cancel and have the points back
reward-settled = It was used, or its days are over: it cannot be cancelled any more.
reward-too-late = It is too late to cancel it.
reward-on-list = It is being paid already and cannot be cancelled. The city's desk answers questions.

# ---- shops ----
shop = For shops
no-shop-text = On this page, shops that take part check the numbers of coupons. If you work at one, open the link from the city once more on this device. If you are a customer, show the number to the people at the shop.
shop-open-text = This device will be used for “{ $shop }”.
shop-open-now = Use this device
shop-open-hint = Do not pass the link on to anyone outside the shop.
shop-code = The customer's number
shop-code-hint = The nine digits on their screen.
shop-confirm = Mark as used
shop-done = “{ $title }” is confirmed. Please hand it over.
shop-done-by = “{ $title }” was confirmed on { $at } at { $shop }.
shop-done-before = “{ $title }” was used on { $at }.
shop-cancelled = This number was cancelled on { $at }. Please hand nothing over.
shop-expired = The days of this number are over. Please hand nothing over.
shop-over = This number was good until { $day }. Please hand nothing over.
shop-slip = The number does not seem right. Please look at the nine digits again.
shop-wrong = There is no such number. Please look at the customer's screen again.
shop-leave = Stop using this device
shop-leave-text = To use it again you need the link from the city.
shop-leave-now = Stop
shop-left = This device is not used for the shop any more.

# ---- lotteries ----
lottery-bound = How it is drawn
lottery-commitment = The secret value of the draw was settled before the first ticket. So that nobody can change it, its fingerprint (SHA-256) is published first:
lottery-since = Published since { $at }.
lottery-soon = The fingerprint will be here soon.
lottery-how = After the draw, the secret value and the list of tickets are published. Anyone can draw again and compare.
lottery-not-drawn = It is not drawn yet.
lottery-result = The result
lottery-drawn = Drawn on { $at }.
lottery-counts = Of { $tickets } tickets, { $winners } won.
lottery-seed = The value that was secret
lottery-winners = The tickets that won
lottery-tickets-file = All tickets (tickets.txt)
lottery-winners-file = Those that won (winners.txt)
lottery-again = Draw again yourself
lottery-again-text = Save both lists in one place and run this Python there. If it ends without a word, the draw was right.
