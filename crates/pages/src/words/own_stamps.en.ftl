# ---- stamp rallies ----
stamp-as-whom = To collect the stamp of { $place }, please open your own page once.
stamp-text = Thank you for coming. Tap below to collect the stamp.
stamp-press = Collect the stamp
stamp-already = You have today's stamp of this place already.
stamp-not-now = Stamps cannot be collected today.
stamp-family = Only the owner of the page can collect a stamp, at the place and on their own phone.
stamp-of = Collected on { $day }
stamp-not-yet = Not yet
said-stamped = The stamp is collected.
said-stamped-already = You have today's stamp of this place already.
said-stamped-whole = Your card is full. Congratulations!
stamps-card = See my stamp card
stamps-how = At each place there is a poster to scan with your phone. Go in any order, and on as many days as you like.
stamps-days = { $from } to { $until }
stamps-from = From { $from }
stamps-before = It begins on { $from }. See you then!
stamps-over = It ended on { $until }. Thank you for taking part.
stamps-collected = Stamps collected
stamps-complete = For a full card
stamps-places = { $places ->
    [one] 1 place
   *[other] { $places } places
}
stamps-whole = Your card is full. Congratulations!
stamp-poster-scan = Scan this with your phone to collect the stamp
stamp-poster-once = Once a day at each place
