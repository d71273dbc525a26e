//! The console in a real browser: Debian's chromium through its chromedriver, on loopback, with clicks and keys as
//! staff make them. `README.md` says what is needed for it and where its pictures are.

mod asked;
mod at_once;
mod axe;
mod chromium;
mod editor;
mod hostile;
mod keyboard;
mod own;
mod page;
mod plain;
mod report;
mod screen;
mod signing_in;
mod story;
mod town;

use chromium::ready;
use page::Browser;
use screen::Screen;
