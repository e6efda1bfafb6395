//! The state machine once more, written from its description and not from the code: what each command may do.

/// A command, as a test and the database both understand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    Submit,
    SubmitWithoutRevision,
    Answer(Person, Answer),
    Disable,
    Enable,
    /// To a state, with what that takes: a risen fence, an event, a reason.
    Go {
        to: usize,
        fence: bool,
        event: bool,
        reason: bool,
    },
    Edit,
    Claim,
    WriteStale,
    Intend,
    Resend,
    Evidence(Evidence),
    /// Another sale than the first.
    SecondSale,
    Buy,
    Look,
    Says(Person, bool),
    Settle,
    Forge,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    Requester,
    Lead,
    Approver,
    Admin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Done,
    Refused,
    Open,
}

pub(crate) const STATES: [&str; 11] = [
    "draft",
    "pending_approval",
    "approved",
    "executing",
    "bought",
    "not_bought",
    "unknown",
    "needs_person",
    "rejected",
    "cancelled",
    "expired",
];
const DRAFT: usize = 0;
const PENDING: usize = 1;
const APPROVED: usize = 2;
const EXECUTING: usize = 3;
const BOUGHT: usize = 4;
const NOT_BOUGHT: usize = 5;
const UNKNOWN: usize = 6;
const NEEDS_PERSON: usize = 7;
const REJECTED: usize = 8;
const CANCELLED: usize = 9;
const EXPIRED: usize = 10;

/// Where each state leads.
pub(crate) fn leads_to(from: usize) -> &'static [usize] {
    match from {
        DRAFT => &[PENDING, CANCELLED],
        PENDING => &[APPROVED, REJECTED, EXPIRED, CANCELLED, DRAFT],
        APPROVED => &[EXECUTING, BOUGHT, EXPIRED, CANCELLED, DRAFT, PENDING, NEEDS_PERSON],
        EXECUTING => &[BOUGHT, NOT_BOUGHT, UNKNOWN, NEEDS_PERSON],
        UNKNOWN => &[BOUGHT, NOT_BOUGHT, NEEDS_PERSON],
        NEEDS_PERSON => &[BOUGHT, NOT_BOUGHT],
        NOT_BOUGHT => &[NEEDS_PERSON],
        REJECTED | EXPIRED => &[DRAFT],
        _ => &[],
    }
}

/// What an order's rows say, as far as a rule asks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    /// How many people must say yes.
    pub(crate) needs: usize,
    pub(crate) state: usize,
    pub(crate) version: i32,
    pub(crate) revision: i32,
    pub(crate) fence: i64,
    lead_gone: bool,
    /// How many answers there were when the lead came back.
    lead_since: usize,
    answers: Vec<(i32, Person, Answer)>,
    /// Of each attempt: its revision, whether it is settled, the newest verdict of each send.
    attempts: Vec<(i32, bool, Vec<Option<Evidence>>)>,
    sale: bool,
    facts: usize,
    purchase: bool,
    alarms: usize,
    /// A look after the last signature died.
    looked: bool,
    /// Somebody wrote a reason for a person, and nobody deletes it.
    reasoned: bool,
    /// What admins said while a person was needed.
    said: Vec<bool>,
}

impl Model {
    pub(crate) fn new(needs: usize) -> Self {
        Self { needs, version: 1, ..Self::default() }
    }

    /// What the database's rows must be by now.
    pub(crate) fn fingerprint(&self) -> String {
        let sends: usize = self.attempts.iter().map(|attempt| attempt.2.len()).sum();
        let settled = self.attempts.iter().filter(|attempt| attempt.1).count();
        format!(
            "{} v{} r{} f{} answers {} attempts {} settled {settled} sends {sends} evidence {} bought {} alarms {}",
            STATES[self.state],
            self.version,
            self.revision,
            self.fence,
            self.answers.len(),
            self.attempts.len(),
            self.facts,
            usize::from(self.purchase),
            self.alarms,
        )
    }

    /// Does the command, or refuses it and stays as it is.
    pub(crate) fn run(&mut self, command: Command) -> bool {
        let mut next = self.clone();
        let allowed = next.try_run(command);
        if allowed {
            *self = next;
        }
        allowed
    }

    fn try_run(&mut self, command: Command) -> bool {
        match command {
            Command::Submit => {
                self.revision += 1;
                self.go(PENDING, true)
            }
            Command::SubmitWithoutRevision | Command::WriteStale | Command::Forge | Command::Delete => false,
            Command::Answer(person, answer) => {
                let since = if person == Person::Lead { self.lead_since } else { 0 };
                let mut those = self.answers[since..].iter();
                let news = !those.any(|(revision, by, _)| *revision == self.revision && *by == person);
                self.answers.push((self.revision, person, answer));
                self.state == PENDING
                    && person != Person::Requester
                    && !(person == Person::Lead && self.lead_gone)
                    && news
            }
            Command::Disable | Command::Enable => {
                let comes_back = self.lead_gone && command == Command::Enable;
                self.lead_gone = command == Command::Disable;
                if comes_back {
                    // What they approved counts no more, and they may answer anew.
                    self.lead_since = self.answers.len();
                }
                true
            }
            Command::Go { to, fence, reason, .. } if to == self.state => {
                // Nothing changes but what may always be written.
                self.reasoned |= reason;
                self.fence += i64::from(fence);
                self.version += 1;
                true
            }
            Command::Go { to, fence, event, reason } => {
                self.fence += i64::from(fence);
                self.reasoned |= reason;
                let takes_back = matches!(to, DRAFT | CANCELLED);
                event && (fence || !takes_back) && (self.reasoned || to != NEEDS_PERSON) && self.go(to, false)
            }
            Command::Edit => {
                self.version += 1;
                self.state == DRAFT
            }
            Command::Claim => {
                if matches!(self.state, APPROVED | EXECUTING | UNKNOWN) {
                    self.version += 1;
                    self.fence += 1;
                }
                true
            }
            Command::Intend => {
                let free =
                    self.attempts.iter().all(|(revision, settled, _)| *settled && *revision != self.revision);
                self.attempts.push((self.revision, false, vec![None]));
                free && matches!(self.state, APPROVED | EXECUTING | UNKNOWN)
            }
            Command::Resend => match self.attempt() {
                None => true,
                Some(attempt) => {
                    attempt.2.push(None);
                    attempt.2.len() <= 20 && matches!(self.state, APPROVED | EXECUTING | UNKNOWN)
                }
            },
            Command::Evidence(evidence) => self.evidence(evidence),
            Command::SecondSale => {
                if self.attempt().is_some() {
                    self.facts += 1;
                    self.alarms += usize::from(self.purchase);
                    self.a_sale();
                }
                true
            }
            Command::Buy => {
                let before = self.purchase;
                self.purchase |= self.attempt().is_some();
                !(before && self.attempt().is_some())
            }
            Command::Look => {
                if self.attempt().is_some() {
                    self.facts += 1;
                    self.looked |= !self.attempts.iter().all(|attempt| attempt.2.is_empty());
                }
                true
            }
            Command::Says(person, bought) => self.says(person, bought),
            Command::Settle => {
                for attempt in &mut self.attempts {
                    attempt.1 = true;
                }
                true
            }
        }
    }

    fn attempt(&mut self) -> Option<&mut (i32, bool, Vec<Option<Evidence>>)> {
        self.attempts.iter_mut().find(|attempt| attempt.0 == self.revision)
    }

    fn evidence(&mut self, evidence: Evidence) -> bool {
        let Some(last) = self.attempt().and_then(|attempt| attempt.2.last_mut()) else { return true };
        if *last == Some(Evidence::Done) && evidence != Evidence::Done {
            return false;
        }
        *last = Some(evidence);
        self.facts += 1;
        if evidence == Evidence::Done {
            self.a_sale();
        }
        true
    }

    fn a_sale(&mut self) {
        self.sale = true;
        if self.state == NOT_BOUGHT {
            self.state = NEEDS_PERSON;
            self.version += 1;
            self.alarms += 1;
            self.reasoned = true;
            self.said.clear();
        }
    }

    /// Only an admin settles, "not bought" only after a look; the requester may propose.
    fn says(&mut self, person: Person, bought: bool) -> bool {
        if self.state != NEEDS_PERSON {
            return false;
        }
        self.facts += 1;
        match person {
            Person::Requester => true,
            Person::Lead | Person::Approver => false,
            // Who answered a step of it does not settle it.
            Person::Admin if self.answers.iter().any(|(_, by, _)| *by == person) => false,
            Person::Admin if !bought && !self.looked => false,
            Person::Admin => {
                self.said.push(bought);
                true
            }
        }
    }

    fn is_approved(&self) -> bool {
        let now = || self.answers.iter().enumerate().filter(|(_, (revision, ..))| *revision == self.revision);
        let counts = |nth, by| by != Person::Lead || !self.lead_gone && nth >= self.lead_since;
        let yes = now().filter(|(nth, (_, by, answer))| *answer == Answer::Yes && counts(*nth, *by));
        self.revision > 0
            && yes.count() >= self.needs
            && !now().any(|(_, (.., answer))| *answer == Answer::No)
    }

    fn go(&mut self, to: usize, submits: bool) -> bool {
        let from = self.state;
        let possible = leads_to(from).contains(&to)
            && match to {
                PENDING => submits == (from == DRAFT),
                APPROVED => self.is_approved(),
                REJECTED => self
                    .answers
                    .iter()
                    .any(|(revision, _, answer)| *revision == self.revision && *answer == Answer::No),
                EXECUTING => {
                    self.is_approved()
                        && self.attempts.iter().any(|attempt| attempt.0 == self.revision && !attempt.1)
                }
                BOUGHT => self.purchase && (from != NEEDS_PERSON || self.said.contains(&true)),
                NOT_BOUGHT => {
                    let mut verdicts = self.attempts.iter().flat_map(|attempt| &attempt.2).peekable();
                    let any = verdicts.peek().is_some();
                    any && verdicts.all(|verdict| *verdict == Some(Evidence::Refused))
                        && !self.sale
                        && (from != NEEDS_PERSON || self.said.contains(&false) && self.looked)
                }
                _ => true,
            };
        self.state = to;
        self.version += 1;
        if to == NEEDS_PERSON {
            self.said.clear();
        }
        possible
    }
}
