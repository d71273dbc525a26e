# Records, consent and messages.
data = My records and consent
consent = Consent
consent-text = You can change each of them at any time.
purpose-engagement = Being helped with your health
purpose-research = Use in research
purpose-outcomes-sharing = Sharing outcomes
consent-never = You have not answered yet.
consent-give = Read it and agree
consent-give-ask = Please read the following.
consent-give-yes = I agree
consent-withdraw = Withdraw consent
consent-withdraw-ask = You withdraw this consent. Is that right?
consent-withdraw-engagement = Messages and points stop with it.
consent-withdraw-then = It has no disadvantage for you elsewhere, and you can agree again at any time.
consent-withdraw-yes = I withdraw it
said-consent-given = Your consent is entered.
said-consent-withdrawn = Your consent is withdrawn.
consent-history = What you said so far
consent-history-none = There is nothing yet.

# ---- 持ち出す ----
download = Take my records
download-text = Steps, notebook, goals, consent and the rest, as a file.
download-csv = For spreadsheets (CSV)
download-json = For other health services (FHIR)
download-most = Up to the latest { $events }.
download-whole = Checkups and forecasts too
download-whole-text = With checkups, forecasts, guidance and your answers to messages. To make sure that it is you, please choose your year of birth once more.
download-whole-csv = Take everything (CSV)
download-whole-json = Take everything (FHIR)
csv-when = When
csv-kind = Kind
csv-what = What
csv-from = From
csv-data = Data
event-resident-enrolled = Enrolment
event-consent-given = Consent
event-consent-withdrawn = Consent withdrawn
event-channel-linked = Address linked
event-channel-unlinked = Address unlinked
event-steps-recorded = Steps
event-goal-set = Goal
event-notebook-entry = Notebook
event-forecast-issued = Health forecast
event-checkup-recorded = Checkup
event-guidance-held = Health guidance
event-visit-recorded = Visit
event-stamp-collected = Stamp
event-record-withdrawn = Entry taken back
event-reply-received = Answer
event-delivery-updated = Delivery
event-challenge-joined = Challenge joined
event-challenge-left = Challenge left
event-challenge-paused = Rest from a challenge
event-choices-made = Settings

# ---- 消す ----
delete = Have my records deleted
delete-text = You can ask for the records that this programme keeps of you to be deleted.
delete-go = Ask for deletion
delete-ask = You ask for your records to be deleted. Is that right?
delete-then = All messages stop at once. Staff will contact you within 30 days.
delete-kept = Some records have to be kept by law. If so, we tell you why and for how long.
delete-download = You may want to take your records first.
delete-yes = Yes, I ask for it
delete-asked = You asked on { $day }. Staff will contact you within 30 days.
said-deletion-asked = Your request is entered and messages are stopped. Staff will contact you within 30 days.

# ---- お知らせ ----
messages = My messages
messages-none = There are no messages yet.
messages-most = The latest { $messages } are shown.
