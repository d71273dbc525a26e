# Settings for messages, and the family.
choices = Settings for messages
choices-save = Save
choices-back = Back
choices-topics = Topics
choices-topics-text = Mark what you would like to receive.
said-chosen-topics = Topics are changed. It holds from the next message.
choices-hours = Hours
choices-hours-text = When messages may come. From { $from } to { $until } we send none to anyone.
choices-from = From
choices-until = Until
choices-any-hour = Any time
said-chosen-hours = Hours are changed. They hold from the next message.
wrong-hours-both = Please choose both hours, or “Any time” for both.
wrong-hours-order = Please choose an end that is later than the beginning.
wrong-hours-quiet = The city sends no messages in these hours. Please choose others.
choices-pause = Pause messages
choices-pause-text = When you travel or need rest, messages can pause. Steps and notebook go on.
choices-weeks = For how long
weeks = { $weeks ->
    [one] 1 week
   *[other] { $weeks } weeks
}
choices-pause-now = Pause
choices-paused = Messages pause until { $day }.
choices-pause-end = End the pause
said-chosen-pause = Messages pause.
said-chosen-pause-end = The pause is over.
choices-way = By which way
choices-way-text = Please choose the one to be tried first.
said-chosen-way = Changed.
choices-language = Language
choices-language-text = Please choose the language of messages.
said-chosen-language = The language is changed.
choices-leave = Close my page on this phone
choices-leave-text = If you give this phone away, or opened the page on someone else's.
choices-leave-now = Close

# ---- すべて止める・また始める ----
choices-stopped = Messages are stopped
choices-stopped-text = As you asked, we send no messages. You can use this page as before.
stop-all = Stop all messages
stop-all-text = You can stop every message at once.
stop-all-go = Stop all
stop-ask = We will stop all messages. Is that right?
stop-back = To come back, use “Receive messages again” on this page of settings.
stop-yes = Yes, stop all
stop-no = No, go back
said-stopped = All messages are stopped. You can start again on this page at any time.
start-again = Receive messages again
start-ask = If you agree to the following, messages start again.
start-yes = I agree: start again
start-how = It cannot be done here. Please call the city's health desk.
said-started = Messages have started again.

# ---- ご家族 ----
family = Let family look
family-text = Family can see your steps and notebook, and write for you. Up to 3 people.
family-called = Name
family-called-hint = As you call them, such as “daughter” (up to 20 characters)
family-make = Make a link
family-full = Three people at most. Please remove someone first.
family-remove = Remove { $name }
family-made = The link for { $name } is ready.
family-made-until = Please open it on their phone by { $day }. A camera can read it too.
family-made-year = It asks for the year in which you were born. Please tell them.
family-made-once = It is shown here once only. Please give it to nobody else.
wrong-family-called = Please write a name of 1 to 20 characters.
said-family-removed = Removed. They can no longer see your page.
family-looks = You are looking as family
family-may-not = Only the owner of the page can do this, on their own phone.
enter-family = Please choose the year in which the owner of this page was born.
choices-close-text = If a phone was lost, or the page is still open on someone else's: everything but this phone is closed, and links that you were sent open nothing any more.
choices-close-now = Close on all phones
said-closed-everywhere = Everything but this phone is closed.
