# What the timeline of cases says, and how a case is made of records.

# ---- the timeline of cases ----
cases-title = How the cases go
cases-later = This appears once nothing needs to be fixed.
cases-none = There are no cases yet. Write them in the field of cases, or make one on the page of a resident.
cases-more = { $count } more came out as written.
cases-good = As written
cases-bad = Not as written
cases-line = Go to line { $line }
cases-first = takes part since the day before
cases-same-day = the same day
cases-next-day = the next day
cases-days-later = { $days } days later
cases-expected = Expected
cases-expected-left = Expected to leave
cases-expected-none = nothing
cases-nothing = Nothing has happened
cases-silent = Asked at { $points } ({ $count }×), and nothing was proposed
cases-more-came = { $count } more

# ---- after saving ----
check-see = See them
check-cases-differ = { $count ->
    [one] But this case did not come out as written:
   *[other] But these { $count } cases did not come out as written:
}
check-see-cases = See the other cases
check-cases-settings = Times, weekdays, periods and caps change how cases come out. If the settings are right, change the days, times or expectations of the cases accordingly. Nothing can be asked for until then.
check-cases-next = See whether the case or the settings and rules are right, and change the other. Nothing can be asked for until then.

# ---- what happened ----
came-enrolled = Enrolled
came-consent = Consent was given
came-consent-gone = Consent was withdrawn
came-linked = { $channel } was linked
came-unlinked = { $channel } was unlinked
came-steps = { $steps } steps arrived
came-steps-of = { $steps } steps of { $day } arrived
came-goal-steps = The goal became { $target } steps a day
came-goal-notebook = The goal became { $target } days of notes a week
came-notebook = An entry in the notebook ({ $kind })
came-forecast = A health forecast arrived ({ $what })
came-forecast-one = { $condition } { $ratio } times
came-checkup = Results of a checkup arrived ({ $what })
came-guidance = Health guidance was held ({ $program }, session { $session })
came-visit-checkup = Came to a checkup
came-visit-screening = Came to a screening
came-visit-event = Came to an event
came-visit-class = Came to a class
came-stamp = Collected the stamp of { $place }
came-of-day = { $what } (on { $day })
came-at-place = { $what } ({ $place })
came-joined = Joined the challenge
came-joined-team = Joined the challenge ({ $team })
came-left = Left the challenge
came-paused = Rests from the challenge for { $days } days from { $from }
came-choices = Chose on their own page how to be written to
came-withdrawn = A record was taken back ({ $kind })
came-reply = Answered “{ $reply }”
came-delivery = Word of a delivery came
came-alert-heat = A heat alert came
came-alert-disaster = News of a disaster came
came-point = The decision point “{ $point }” was asked
came-scheduled = The scheduled point “{ $point }” was asked
came-kind-steps = steps
came-kind-notebook = notebook
came-kind-forecast = forecast
came-kind-checkup = checkup
came-kind-visit = visit
came-kind-stamp = stamp
came-kind-other = other
came-notebook-weight = weight
came-notebook-blood-pressure = blood pressure
came-notebook-meal = meal
came-notebook-sleep = sleep
came-notebook-mood = mood
came-notebook-symptom = something felt
came-notebook-note = note
came-condition-mi-stroke = heart attack or stroke
came-condition-dementia = dementia
came-condition-lung-cancer = lung cancer
came-condition-renal-failure = renal failure
came-channel-line = LINE
came-channel-sms = SMS
came-channel-paper = Post

# ---- what was decided ----
decided-send = “{ $name }” is to be sent
decided-send-later = “{ $name }” is to be sent ({ $at })
decided-points = { $points } points for “{ $name }”
decided-points-back = { $points } points for “{ $name }” taken back
decided-goal-steps = The goal is set to { $target } steps a day
decided-goal-notebook = The goal is set to { $target } days of notes a week
decided-enrol = Taken into the campaign “{ $name }”
decided-schedule = “{ $name }” is scheduled
decided-flag = Added to the list of what is to be done: { $name }
decided-withheld = “{ $name }” is withheld: { $reason }
decided-nothing-said = Nothing was proposed: { $reason }
decided-failed = The rule “{ $name }” stopped: { $reason }
decided-left = “{ $name }” left by { $channel }
decided-left-after = “{ $name }” left by SMS too, after LINE
decided-held-back = “{ $name }” was held back as it was to leave: { $reason }
decided-waits = It waits until it may leave

# ---- cases from what is on record ----
cases-make = Make a case of this record
cases-make-text = What happened to this resident is written to the end of the draft's cases, so that nobody can tell who it is: dates are moved by whole weeks, and names, ids and what somebody wrote are left out. That it was made is in the log.
cases-make-campaign = For which campaign?
cases-make-days = Days to go back
said-case-made = The case is written at the end of the cases. Change what should be otherwise.
deed-case-made = Made a case of a resident's record
refusal-draft-faulty = The draft needs mending before a case can be made. Mend it, and try again.
refusal-not-enrolled = The resident had not enrolled in those days, so there is no case to make. Go further back.
refusal-nothing-happened = Nothing is on record of those days that a case has words for. Go further back.
