# Pages for residents. Short, polite, and no scolding.
skip = Skip to the text
ways = Pages
way-home = Home
way-notebook = Notebook
way-challenge = Challenge
way-points = Points
way-choices = Settings
to-home = To my page
steps-unit = steps
steps = { $steps } steps
days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
people = { $people ->
    [one] 1 person
   *[other] { $people } people
}

outside = My page
outside-text = This page opens for its owner only.
outside-how = Please open it from “My page” in a message that the city sent you by LINE or SMS. If you have none at hand, please call the city's health desk.
closed = Not available now
closed-text = We are not ready yet. Please come back a little later.
stale = Please try again
stale-text = Too much time has passed, so nothing was sent. Please open the page again.
nothing = No such page
nothing-text = The address or the number seems to differ a little. Please check it.
locked = Please wait a little
locked-text = It was wrong several times in a row, so we cannot check it now. Please try again in about { $minutes } minutes.
busy = We are busy
busy-text = Please wait a moment and open the page again. What you entered has not reached us yet.
inside = That did not work
inside-text = The fault is ours. Please wait a moment and try again.
slip = Please check
slip-value = Please check what you entered.

enter = Open my page
enter-lead = To make sure that it is you, please choose the year in which you were born.
enter-year = Year of birth
enter-choose = Please choose
enter-open = Open
enter-why = If the link reaches someone else by mistake, they cannot open it. On this phone we will not ask again for a while.
enter-wrong = That is not the year on record. Please check it.
link-over = The link's time is over
link-over-text = To be safe, links work for some days only.
link-altered = This link does not open
link-altered-text = A part of it seems to be missing. Please open it again from the message.
left = Closed
left-text = My page is closed on this phone. To open it again, use the link in a message.

home = My page
today = Today, { $day }
ring = { $steps } steps today. The goal is { $goal }.
ring-alone = { $steps } steps today.
goal-is = Goal: { $goal } steps
goal-left = { $left } to go.
goal-reached = You reached your goal. Well done.
no-steps-today = Today's steps have not arrived yet.
set-goal = Set a goal
week = The last 7 days
days-picture = Steps: { $title }. The goal was reached on { $reached } of { $days } days.
week-reached = Goal reached on { $days ->
    [one] 1 day
   *[other] { $days } days
} of the last 7.
streak = { $days } days in a row with the goal reached.
streak-at-least = { $days } days in a row or more with the goal reached.
streak-forgiven = { $days ->
    [one] One day of rest does not break it.
   *[other] { $days } days of rest do not break it.
}
streak-anew = Start again today, at your own pace.
as-numbers = As numbers
no-record = no record
reached = goal reached
badges = What you have achieved
badge-first-page = First notebook page
badge-first-goal = First goal reached
badge-week = 7 days in a row
badge-four-weeks = 4 weeks in a row
badge-writer = 10 days of notebook
badge-out-and-about = Came to an event
badge-together = Walking together
to-notebook = Write in my notebook, see the curves
to-goal = Look at my goal again
to-messages = My messages
to-choices = Settings for messages
to-data = My records and consent

points = Points
points-held = Points now
points-unit = points
points-owed = { $owed } points are missing after a correction. They are taken from the next ones you earn.
to-points = See how they came
to-rewards = Use points
points-rule = Points are for walking, writing and taking part. Results of tests never change them.
points-entries = Entries
points-none = There are none yet.
points-earlier = An earlier campaign
points-reward = Reward
points-other = Other
points-of-day = For { $day }.
points-taken-back = Taken back, since the record of { $day } was corrected.
points-capped = For { $day }. Of { $earned } points, { $granted } count up to the limit.
points-back = Came back, since you cancelled.

challenges = Walking together
challenge-none = There is no challenge to join now. We will tell you when one begins.
challenge-open = You can join until { $day }.
challenge-see = See more
challenge-team = { $team }
challenge-go = See how it goes
challenge-group = To our page
challenge-days = { $from } to { $until }
challenge-race = See the ranking
challenge-rule = The rule
challenge-code = Code
challenge-code-hint = 8 letters and digits, from the poster or your friends.
challenge-join-code = Join with this code
challenge-join = Join
challenge-make = Make a new team
challenge-district = You will walk for { $district }, where you live.
challenge-rest = If you do not feel well
challenge-rest-text = You can rest for { $days } days in all. They do not count against your team.
challenge-rest-days = Days of rest from today
challenge-rest-now = Rest
challenge-leave = Leave the challenge
challenge-leave-text = Your steps no longer count from today. What you walked stays with the team.
challenge-leave-now = Leave
said-challenge-left = You have left the challenge. Thank you for walking with us.
said-challenge-rests = Noted. Take good care of yourself.
said-joined = You have joined. Today's steps count already.
said-joined-already = You are a member already.
said-team-made = Your team is there. Tell your friends the code.
said-team-changed = Changed.
place = Place
place-is = No. { $place }
value-mean = Steps per person and day
value-own = Steps a day
value-median = Steps a day of the member in the middle
value-participation = Share of days walked
steps-total = Steps in all
members = Members
team-name = Name of the team
team-name-hint = Up to 20 characters. Everyone can see it, so please write no names or addresses of people.
team-make = Make the team
no-group-late = It is too late to join.
no-group-code = No team has this code. Please check it.
no-group-full = This team is full. Please choose another.
no-group-closed = This team takes no new members now. Please ask its captain.
no-group-consent = To take part, you have to agree to the programme. Please see “My records and consent”.
no-group-district = We do not know in which district you live. Please tell the city's desk.
no-group-taken = Another team has this name. Please choose another.
no-group-name = This name cannot be used. Please write 1 to 20 characters.
no-group-many = One person can make 3 teams.

group-join = Join
group-poster = Print a poster
group-rest-or-leave = Rest or leave
group-nobody = Nobody has joined yet.
group-small = Up to 5 members, only the total is shown.
place-of = Among { $of } that have a place.
state-before = It begins on { $from }.
state-provisional = So far. The ranking is final on { $end }.
state-settling = The walking is over. We wait for late steps; the ranking is final on { $end }.
state-final = The ranking is final.
counted-at = As of { $time }
group-week = The last 7 days
group-week-mean = The mean of those whose steps have arrived.
group-route = Where we are
route-next = { $km } km to { $place }
route-end = You have reached { $place }. Congratulations.
route-picture = { $km } of { $of } km walked.
cheers = Cheers this week
cheer = Cheer
cheer-good-walk = Good walking
cheer-together = Let's walk together
cheer-no-rush = No rush
cheer-thanks = Thank you
cheer-welcome = Welcome
cheer-almost = Almost there
said-cheered = You cheered.
said-cheered-already = You have cheered so today.
captain = For the captain
captain-open = New members can join now.
captain-closed = Nobody can join now.
captain-open-now = Let new members join
captain-close-now = Let nobody join for now
group-back = Back
join-as-whom = To join { $team }, please open your own page once.
join-this = You join “{ $title }” as a member of { $team }.
join-change = You leave { $team }. What you walked stays there.
join-yes = Yes, I join
poster-scan = Scan this with your phone to join
poster-code = Code
poster-join-until = You can join until { $day }
print = Print

race-final = The ranking is final.
race-provisional = So far (as of { $time }). The ranking is final on { $end }.
race-nobody = There is no ranking yet.
race-result = The final result and its signature
race-small = { $steps } steps in all ({ $people })
race-more = { $rows } more.
race-unnamed = (no name is shown)
league = League { $league }
