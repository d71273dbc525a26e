# What a draft comes to on what happened: the same names as in replays.ja.ftl, with the same places.

# ---- everybody ----
replay-unit-messages = Messages
replay-unit-times = Times
replay-unit-points = Points
replay-concerned = Of { $all } residents on record the campaign is for { $live } in force and for { $new } in the new version. Something differs for { $touched }.
replay-changes = Of those that change, { $text } have another text, { $time } another time, and { $channel } another way.
replay-of-these = of these, { $what }
replay-waited = Besides, messages waited for the end of quiet hours or closed days: { $live } in force, { $new } in the new version. Those that left then are among the messages above.
replay-points-whom = { $more } get more points, { $fewer } fewer.
replay-no-yen = With the prices of a message in [costs] of the city's settings (city.toml), it is told in yen here.
replay-people-messages = { $count } messages differ

# ---- one resident ----
replay-one-title = { $part }, tried on { $id }
replay-one-text = The version in force and the draft are lived through what really happened to this resident from { $from } to { $until }. Nothing is sent to anybody.
replay-one-pinned = This resident joined before these days and stays on the version of then: nothing changes.
replay-one-summary = In all
replay-one-withheld = Withheld
replay-one-points = Points
replay-one-differing = Days that differ
replay-one-none = Nothing differs for this resident.
replay-one-alike = Days that do not differ ({ $count })
replay-one-back = Back to the whole result
replay-one-both = Both:
replay-one-live-only = Only in force
replay-one-new-only = Only in the new version
replay-one-text-changed = Another text
replay-one-way-changed = Another way
replay-one-time-changed = Another time
replay-one-message = “{ $name }”
replay-one-not-there = Not sent
replay-one-sent = “{ $name }” is sent by { $channel }
replay-one-given = { $points } points for { $name }
replay-one-taken-back = { $points } points for { $name } are taken back
replay-one-not-sent = “{ $name }” is withheld: { $reason }
replay-one-not-given = No points for { $name }: { $reason }
replay-one-stopped = The rule { $name } stops: { $reason }
replay-one-not-done = “{ $name }” is not done: { $reason }
replay-one-by-cap = { $told } ({ $cap })
