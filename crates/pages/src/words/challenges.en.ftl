# Pages on which staff run walking challenges.

# ---- the list ----
challenges-text = The walking challenges in force. The ranking is counted anew whenever steps arrive.
challenges-none = There is no walking challenge in force yet. You can make one from a template.
challenges-new = Make a new one
challenges-how = For a new challenge, go to Campaigns, make a new one, and choose the template “Walking in teams” or “District against district”. Set its dates and numbers; once it is approved and published, it stands here.
challenges-joining = Open to join
challenges-walking = Running
challenges-settling = Being counted
challenges-final = Final
challenges-days = { $from } to { $until }. One can join until { $join }. The ranking is final on { $end }.
challenges-people = { $members ->
    [one] 1 person takes part
   *[other] { $members } people take part
}.
challenges-teams = { $members ->
    [one] 1 person takes part
   *[other] { $members } people take part
}, in { $groups ->
    [one] one team
   *[other] { $groups } teams
}.
challenges-districts = { $members ->
    [one] 1 person takes part
   *[other] { $members } people take part
}, in { $groups ->
    [one] one district
   *[other] { $groups } districts
}.
challenges-workplaces = { $members ->
    [one] 1 person takes part
   *[other] { $members } people take part
}, in { $groups ->
    [one] one workplace
   *[other] { $groups } workplaces
}.
challenges-standings = Ranking
challenges-race = The page that everyone sees
challenges-posters = Print all posters

# ---- one challenge ----
challenges-campaign = The campaign: its settings and numbers
challenges-csv = The ranking for spreadsheets (CSV)
challenges-rule = The rule
challenges-provisional = As it stands. Steps that arrive late may still change it.
challenges-nobody = Nobody takes part yet.
challenges-aside = Beside them, { $people } people wait for a look, or were left out.
challenges-more = There are { $rows } more rows. The file for spreadsheets has them all.
challenges-ids = See residents' ids
challenges-ids-logged = The look is entered in the log.
standings-league = League
standings-place = Place
standings-name = Name
standings-members = Members
standings-participation = Days with a walk
standings-per-thousand = Days with a walk, per thousand
standings-steps = Steps in all
standings-days = Days of members

# ---- groups ----
groups-title = Groups and their codes
groups-none = No group has a code yet.
groups-code = Code
groups-pages = Pages
groups-page = Its page
groups-poster = Poster
groups-joining = Joining
groups-open = Open
groups-closed = Closed
groups-open-it = Open
groups-close-it = Close
groups-unnamed = Name not shown
groups-unname-it = Hide the name
groups-name-it = Show the name
groups-by-resident = Made by a resident
groups-names = Names of new groups
groups-hint = One a line, 20 characters at most, up to { $most } groups at once. Codes are made for them. Names that are there already stay as they are.
groups-hint-districts = One a line, as the district is called in enrolments, up to { $most } at once. Codes are made for them.
groups-make = Make groups
groups-nothing = Write the names of the groups, one a line.
groups-many = { $most } groups at most are made at once. Please make them in parts.
groups-wrong = “{ $name }” cannot be a name; 20 characters at most.
said-groups-made = The groups are made. Their posters can be printed.
said-groups-there = All of these are there already. Nothing new was made.
said-groups-closed = Nobody joins this group any more.
said-groups-open = The group is open again.
said-groups-unnamed = The ranking that everyone sees does not show the name any more.
said-groups-named = The ranking that everyone sees shows the name again.

# ---- on paper ----
print-now = Print
posters-text = The posters of groups that one may join, each on its own sheet. Your browser's own command prints them too.
posters-more = More posters
certificates-title = Certificates
certificates-wait = The ranking is final on { $day }. Certificates can be printed from then on.
certificates-text = Certificates from the published result, each on its own sheet. Of a group whose place is not published it says that it walked to the end.
certificates-more = More certificates
certificate = Certificate
certificate-to = (name)
certificate-days = { $from } to { $until }
certificate-place = Place { $place }
certificate-league = League { $league }
certificate-walked = Walked together to the end
certificate-steps = { $steps } steps in { $days } days
certificate-thanks = With our heartfelt applause to all who walked.

# ---- steps to look at ----
doubts-title = Steps to look at
doubts-text = Steps that may come from a device out of order or from records that overlap. It accuses nobody. Until somebody has looked, these steps are not in the ranking; walking, and points, go on as ever.
doubts-none = There is nothing here now.
doubts-open = Waiting
doubts-fair = Nothing to it
doubts-set-aside = Left out
doubts-until = please decide before the ranking is final on { $day }
doubts-note = Note
doubts-note-hint = Whoever leaves somebody out says why. Residents do not see it.
doubts-note-needed = Say in the note why somebody is left out. Nothing was changed.
doubts-clear = Nothing to it
doubts-leave-out = Leave out of the ranking
said-doubt-cleared = There is nothing to it. The steps are in the ranking.
said-doubt-set-aside = Left out of the ranking. It can be changed later.
refusal-unknown-doubt = There is no such thing to look at.
refusal-doubt-decided = Somebody decided it in the meantime. Please look once more.
refusal-result-stays = The result of this challenge is published, and stays as it is.

# ---- paper ----
paper-title = Key in a sheet of paper
paper-text = Steps that were written down and handed in. A day that is keyed in again counts as it was keyed in last.
paper-resident = Resident's id
paper-resident-hint = The id of the enrolment. Never a My Number.
paper-days = Steps of each day
paper-days-hint = Leave days empty that are not on the sheet. A day without a walk is 0.
paper-enter = Record
paper-unknown = Nobody is enrolled under “{ $resident }”. Please look at the id again.
paper-my-number = This looks like a My Number, which has no place here. Use the id of the enrolment.
paper-no-id = An id has letters, digits, “-”, “_”, “.” and “:”, 64 at most.
paper-no-steps = The steps of { $day } are a number from 0 to 200,000.
paper-nothing = There are no steps at all.
paper-last = Keyed in last
said-sheet-entered = Recorded.
said-sheet-known = This sheet was recorded before.

# ---- the log ----
deed-groups-made = made groups of a challenge
deed-group-closed = closed a group
deed-group-opened = opened a group
deed-group-unnamed = took the name of a group out of the ranking
deed-group-named = put the name of a group into the ranking again
deed-standings-seen = looked at a ranking with ids
deed-doubts-seen = looked at steps that wait for a look
deed-doubt-cleared = found nothing to somebody's steps
deed-doubt-set-aside = left somebody out of a ranking
deed-sheet-entered = keyed in a sheet of paper
deed-sheets-seen = looked at sheets of paper

# ---- stamp rallies ----
stamps-title = Stamp rallies
stamps-of = { $places } places; { $complete } make a card full.
stamps-posters = Print the posters of places
stamps-text = The posters of all places, each on its own sheet. Whoever has a picture of one can collect its stamp without going there: do not publish them.
