# What staff's pages say in English: the same names as in ja.ftl, with the same places.

# ---- the frame ----
frame-skip = Skip to the content
frame-sign-out = Sign out
frame-nav = Main pages
frame-waiting = waiting
frame-foot = ayumi — help that is checked as it is given.
nav-home = Home
nav-campaigns = Campaigns
nav-requests = Requests
nav-versions = Versions
nav-challenges = Challenges
nav-work = To do
nav-residents = Residents
nav-reference = Reference
nav-people = Staff
nav-log = Log
plot-as-table = As numbers
plot-day = Day
days = { $days } days
diff-line = from line { $line }

# ---- what was not done ----
failure-home = To the first page
failure-forbidden = This page is for others
failure-forbidden-text = Your roles do not allow this. Ask an administrator if you need it.
failure-stale = Please try again
failure-stale-text = The page was open for too long, or the form came from elsewhere. Go back, load the page again and repeat it. Nothing was changed.
failure-nothing = There is no such page
failure-nothing-text = What you look for is not here: it is gone, or the address is wrong.
failure-refused = This cannot be done as it is
failure-busy = The service is busy
failure-busy-text = Wait a moment and try again. Nothing was changed.
failure-inside = Something went wrong
failure-inside-text = Nothing was changed. If it happens again, tell whoever runs the system: the log has more.
refusal-invitation-gone = This link was used already or is too old. Ask an administrator for a new one.
refusal-login-taken = Somebody else signs in as “{ $login }”. Choose another.
refusal-unknown-person = There is no such person in this city.
refusal-last-administrator = This is the last administrator. Make somebody else one first.
refusal-no-role = Choose at least one role. An account that is not needed is closed.
refusal-no-draft = This draft is gone: somebody published or discarded it. What was saved is in the history.
refusal-draft-there = There is a draft of this already. Open it and go on.
refusal-campaign-there = There is a campaign called “{ $name }” already. Choose another name.
refusal-nothing-changed = This is what is in force already.
refusal-running = A challenge that runs would count otherwise. { $said }
refusal-enrolled-of-many = What becomes of those enrolled can be chosen where one campaign changes. Ask for one at a time.
refusal-health-record = This record tells of forecasts, checkups or guidance. Somebody with the clinician mark can make a case of it.
refusal-unknown-replay = The result is gone. Try it again.
refusal-unknown-request = There is no such request.
refusal-request-ended = This request has ended: it was published, returned or withdrawn.
refusal-own-request = You wrote this or asked for it. Somebody else has to approve it.
refusal-edited-since = The draft was edited after it was asked for. Ask again, so that what runs is what was read.
refusal-base-moved = Something else was published after this was asked for. Ask again, so that it is not undone.
refusal-needs-clinician = It has texts that are sent because of health information. Somebody with the clinician mark has to read them first.
refusal-no-clinician = Only somebody with the clinician mark can do this.

# ---- signing in ----
sign-in-title = Sign in
sign-in-login = Login
sign-in-password = Password
sign-in-enter = Sign in
sign-in-help = If you forgot your password, ask an administrator for a password link.
sign-in-first = Sign in to use this page.
sign-in-kept = You were signed out after a while without use. What you wrote is kept on this page: sign in, and send it on.
sign-in-stale = The page was open for too long. Please try again.
sign-in-wrong = The login or the password is wrong.
sign-in-locked = After several wrong passwords, please wait for about { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
carry-on-title = Going on
carry-on-text = You are signed in. What you wrote is kept; the button below sends it.
carry-on-send = Send what was kept
carry-on-not = To the first page without sending it
invitation-title = Make an account
invitation-text = Choose your name, login and password. This link works once.
invitation-password-title = Set a password
invitation-password-text = Choose a new password. This link works once.
invitation-name = Name
invitation-name-hint = As your colleagues know you.
invitation-name-fault = Write a name of up to 60 letters.
invitation-login-hint = Small letters and digits, three or more. An e-mail address will do.
invitation-login-fault = A login has 3 to 60 small letters, digits or “. _ - @ +”.
invitation-make = Make the account
invitation-set = Set the password
password-hint = { $least } letters or more. A few words in a row are easy to keep in mind and hard to guess.
password-new = New password
password-again = New password, once more
password-short = A password has { $least } letters or more.
password-long = A password has at most 128 letters.
password-common = That password is easily guessed. Choose another.
password-differs = The two passwords differ. Write the same twice.
password-present-wrong = The present password is wrong.
account-title = Your account
account-name = Name
account-roles = Roles
account-sessions = Where you are signed in
account-session = since { $made } (last used { $seen })
account-sign-out-everywhere = Sign out everywhere
account-password = Change the password
account-present = Present password
account-set-password = Change the password
role-author = Author
role-author-text = Writes campaigns and asks for their publication.
role-approver = Approver
role-approver-text = Reads requests, and approves or returns them.
role-analyst = Analyst
role-analyst-text = Sees numbers about many, and nobody in particular.
role-administrator = Administrator
role-administrator-text = Lets colleagues in and reads the log.
role-evaluator = Evaluator
role-evaluator-text = Sees reports and nothing else (for example an evaluator from outside).
role-clinician = Clinician mark
role-clinician-text = Makes sure that texts which are sent because of health information tell nothing of it.

# ---- staff ----
people-title = Staff
people-text = Who uses these pages. A person can have several roles; nobody approves a request of their own.
people-closed = Closed
people-active = May sign in
people-change = Save
people-password-link = Make a password link
people-sign-out = Sign them out everywhere
people-invite = Invite a colleague
people-make-link = Make an invitation link
people-link-made = A link for { $name }: give it to nobody else. It works once, until { $until }, and is shown only here.

# ---- the log ----
log-title = What staff did
log-text = Who did what, and when. It is only ever added to, and each line is sealed together with the one before. “ayumi audit verify” checks that nothing was changed.
log-number = No.
log-at = When
log-who = Who
log-what = What
log-about = About
log-hash = Seal
log-machine = By machine
log-nobody = Not signed in
log-earlier = Earlier
deed-signed-in = signed in
deed-signed-out = signed out
deed-signed-out-everywhere = signed out everywhere
deed-password-wrong = wrong password
deed-password-set = set a password
deed-password-link-made = made a password link
deed-invited = made an invitation
deed-account-made = made an account
deed-staff-changed = changed roles
deed-draft-begun = began a draft
deed-draft-saved = saved a draft
deed-draft-discarded = discarded a draft
deed-publication-asked = asked for publication
deed-replay-begun = tried a draft on what happened
deed-request-commented = commented on a request
deed-request-approved = approved a request
deed-texts-found-neutral = found the texts neutral
deed-request-returned = returned a request
deed-request-withdrawn = withdrew a request
deed-published = published
deed-rolled-back = went back to a version
deed-report-made = made a report
deed-probability-learnt = set a probability by what was found so far
deed-record-taken = took the record
deed-plan-sealed = sealed the plan of an evaluation
deed-plan-changed = changed the plan of an evaluation after the start
deed-plan-withdrawn = took the plan of an evaluation away
deed-stopped = stopped
deed-resumed = let go on
deed-resident-searched = searched for a resident
deed-resident-seen = looked at a resident

# ---- home ----
home-title = Hello, { $name }
home-waiting = Waiting
home-nothing-waits = Nothing waits.
home-requests = requests wait for approval
home-flags = residents wait for somebody
home-returned = { $name } returned the request on { $at }.
home-campaigns = Campaigns
home-notices = Notices
home-no-notices = No notices.

# ---- campaigns ----
campaigns-title = Campaigns
campaigns-new = Make a new one
campaigns-none = There are no campaigns yet. Begin with a template.
campaigns-shared = What campaigns share
part-city = The city's settings
part-rules = Shared functions
state-running = Running
state-stopped = Stopped
state-coming = Coming
state-ended = Ended
state-draft = Draft
campaign-period = { $from } to { $until }
campaign-open-end = from { $from }, no end set
campaign-edit = Edit
campaign-read = See its texts
campaign-go-on = Go on with the draft
campaign-versions = Versions
campaign-stopping = Stop and resume
campaign-waiting = { $count ->
    [one] One message waits
   *[other] { $count } messages wait
} to leave.
campaign-resume = Let it go on
campaign-why = Reason
campaign-why-hint = Whoever lets it go on will read it.
campaign-why-fault = Write why it is stopped.
campaign-discard = Do not send what waits
campaign-discard-text = Otherwise what is still worth reading leaves when it goes on.
campaign-stop = Stop it now
new-title = A new campaign
new-text = Begin with a template, or with a copy of what is there. Nothing is sent to anybody before it is published.
new-from = From a template
new-copy = A copy of
new-from-fault = Choose a template or what to copy.
new-make = Begin the draft

# ---- writing ----
edit-title = Writing: { $part }
edit-in-force = This is in force. Begin a draft to change it; what is in force stays until it is published.
edit-begin = Begin a draft
edit-saved-by = Last saved by { $name }, { $at }.
edit-check = Check
edit-preview = As it will be seen
edit-save = Save and check
edit-try = Save and try on records
edit-try-faults = Saved. There is something to mend before it can be tried: see “Check”.
edit-ask = Save and go on to the request
edit-restore = There is something that you wrote on this page and did not save.
edit-restore-yes = Bring it back
edit-restore-no = Leave it
edit-beside = Check and preview
edit-discard = Discard the draft
edit-discard-text = Ends the draft. What was saved stays in the history.
edit-discard-do = Discard
edit-conflict = { $name } saved the same lines before you.
edit-conflict-text = What you wrote is below as you left it, and in the history as number { $rev }. Look at the difference; if you save again, yours takes the place.
edit-rules-more = Add a file of functions
edit-rules-more-hint = Write its name and save: an empty file appears below (such as weather). To take a file away, empty it and save.
file-campaign-toml = Settings
file-campaign-toml-hint = Who, from when to when, when to think of it, caps, points.
file-rules-rhai = Rules
file-rules-rhai-hint = What to propose at each event or time.
file-messages-toml = Texts
file-messages-toml-hint = For LINE and SMS, by language.
file-cases-toml = Cases
file-cases-toml-hint = Given these days, expect this. With one that fails nothing is published.
file-plan-toml = The plan of the evaluation
file-plan-toml-hint = What is asked, how it is estimated, and when anybody looks. It is sealed when it is published.
file-contract-toml = Pay for success
file-contract-toml-hint = What is measured, and what each level pays. Nothing changes for residents. To take the contract away, empty it and save.
edit-plan = Add the plan of an evaluation
edit-plan-hint = Decide before the start how it will be told whether it worked (plan.toml). Publishing seals it; what is changed later stays on record.
edit-contract = Add a contract paid by results
edit-contract-hint = Where a provider of this campaign is paid by its results, add what is measured and what it pays (contract.toml).
file-city-toml = The city's settings
file-city-toml-hint = Quiet hours, caps, closed days, sender.
check-good = No problems. { $cases ->
    [one] One case came
   *[other] { $cases } cases came
} out as written.
check-faults = { $count ->
    [one] One place
   *[other] { $count } places
} to mend.
preview-later = Shown here once nothing is left to mend.
preview-none = There are no texts here.
preview-no-messages = No texts yet.
preview-neutral = For a clinician to read
preview-replies = Buttons to answer
preview-parts = An SMS of { $parts ->
    [one] one part
   *[other] { $parts } parts
} (what is filled in may change it).
preview-page = On the resident's own page only, read after signing in:
preview-values = Marked values differ for each resident. Here they are those of your cases, or examples.
preview-same = No message changes.
preview-new = New message
preview-gone = Message that goes
language-easy-ja = Easy Japanese
language-en = English
changes-none = Nothing changes.
changes-new = A new campaign.
changes-gone = This campaign ends.

# ---- replays ----
replay-title = Tried on what happened: { $part }
replay-text = The version in force and the new version are lived through what really happened, side by side. Nothing is sent to anybody, and no resident's record changes.
replay-days = How far back
replay-begin = Try it
replay-doing = Trying
replay-progress = { $done } of { $all } residents are done.
replay-go-on = Go on
replay-cancel = Cancel
replay-cancelled = This one was cancelled.
replay-failed = It broke off. Press “Go on”.
replay-again = Try again
replay-ask = Go on to ask for publication
replay-stale = The draft or the version in force changed since. The numbers are those of then.
replay-difference = Difference
replay-live = In force
replay-new = New version
replay-added = Added
replay-removed = Removed
replay-changed = Changed
replay-messages = Messages
replay-withheld = Messages withheld, by reason
replay-none-withheld = No message was withheld.
replay-by-message = By message
replay-by-group = By district and age
replay-by-day = Messages by day
replay-people = For whom most differs
replay-people-text = Open an id to see what changes for that person (it is entered in the log).
replay-age = { $age }s
replay-unknown = unknown
replay-costs = What is paid for
replay-line-messages = Messages by LINE
replay-sms-messages = Messages by SMS
replay-sms-parts = Parts of SMS, each of which is paid for
replay-yen = Cost in yen
replay-points = Points
replay-notes = To read it rightly
replay-cap-city-per-day = the city's cap of a day
replay-cap-city-per-week = the city's cap of seven days
replay-cap-campaign-per-day = the campaign's cap of a day
replay-cap-campaign-per-week = the campaign's cap of seven days
request-replay = Tried on what happened
request-no-replay = Not tried yet.
request-see-replay = See the result
request-replay-runs = It is being tried. See how far it has come
request-no-campaign = No campaign changes, so there is nothing to try.
replay-back-to-request = Back to request { $number }

# ---- requests ----
requests-title = Requests
requests-open = Waiting for approval
requests-none = No request waits. Write a campaign and ask for its publication.
requests-ended = Ended
request-name = Request { $number }: { $part }
request-open = Open
request-published = Published
request-returned = Returned
request-withdrawn = Withdrawn
request-before-title = Before you ask: { $part }
request-changes = What changes
request-bubbles = How it looks when it arrives (messages that change)
request-note = A word to whoever approves
request-note-hint = What you changed and what for helps the reader.
request-enrolled = What becomes of the { $count } who take part already?
request-enrolled-choice = Who takes part already
enrolled-keep = They stay on their version
enrolled-keep-text = The new version is for those who come.
enrolled-move = They move to the new version
enrolled-move-text = From today on it is for everyone.
enrolled-stop = Their part ends
enrolled-stop-text = Those who take part now are taken out.
request-clinician = It has texts that are sent because of health information, so somebody with the clinician mark reads them.
request-ask = Ask for publication
request-not-yet = You can ask once nothing is left to mend.
request-back-to-edit = Back to writing
request-hash = Seal of what will run
request-said = What was said
request-nothing-said = Nothing yet.
said-of-comment = said
said-of-approved = approved
said-of-neutral = found the texts neutral
said-of-returned = returned it
said-of-withdrawn = withdrew it
request-answer = Your answer
request-words = A word
request-approve = Approve and publish
request-return = Return
request-neutral = I read the texts: they tell nothing of health
request-comment = Only say this
request-withdraw = Withdraw
request-own = Somebody else has to approve your own request.
request-text-empty = Write a word. When you return a request, say what to mend.
request-text-long = A word has at most 2,000 letters.
request-not-said = What was not sent
request-mend-text = The draft is still there. Mend it and ask once more.
request-mend = Mend the draft

# ---- versions ----
versions-title = Versions
versions-text = Everything that was published is here. Open a number to see how it differs from the version before.
versions-of = Only versions in which “{ $part }” changed.
versions-all = All versions
versions-how = How
versions-approved-by = Approved by { $name }
versions-asked-by = Request { $number } ({ $name })
versions-by-nobody = Not on record
versions-present = in force
versions-one = Version { $number }
versions-back = Back to this version
versions-back-text = All of the city's campaigns go back to it. It was approved before, so it holds at once. What was sent stays sent.
versions-back-do = Go back to it now
versions-draft = Begin a draft with these texts

# ---- reference ----
reference-title = Reference
reference-text = What can be written in rules. It is made from the program itself, so all of it works; the examples run as they are.
reference-search = Search for words or names (for example: steps, nudge)
reference-none = Nothing was found. Try another word.
reference-all = See everything
reference-hooks = When a rule is asked
reference-facts = What can be read
reference-proposals = What can be proposed
reference-functions = For reckoning
reference-sensitive = Health information
reference-sensitive-words = Health information with some words
reference-only-in = Only in:
reference-unit = Counts:
reference-nothing = It is () where nothing is known.
reference-words = Words that it takes:
reference-example = Example

# ---- residents ----
residents-title = Find a resident
residents-text = For questions from residents. Whom you search and whom you look at is entered in the log.
residents-who = Resident id, telephone number or LINE user id
residents-who-hint = The first letters of an id will do.
residents-search = Search
residents-none = Nobody was found. Look at the id or number again.
residents-why = Why { $id } did or did not get something
residents-logged = That you looked at this page was entered in the log.

# ---- notes ----
said-welcome = Welcome. Your account is made.
said-signed-out = You are signed out.
said-signed-out-everywhere = You are signed out everywhere.
said-password-set = The password is changed, and other places are signed out.
said-changed = Saved.
said-begun = The draft is begun.
said-saved = Saved.
said-merged = Saved. Somebody else had changed other places; both are in it.
said-discarded = The draft is discarded.
said-asked = Asked. Please wait for the approval.
said-back = An earlier version is in force again, from the next event on.
said-published = Approved and published. It is used from the next event on.
said-noted = Noted.
said-stopped = Stopped. It holds from the next message on.
said-resumed = It goes on.
