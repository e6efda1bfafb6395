//! The table, as it stands in the document.

use std::fmt;

use reqwest::Method;

const DOCUMENT: &str = include_str!("../../../../docs/permissions.md");

/// Who asks: the document's columns, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Anonymous,
    Disabled,
    Requester,
    Lead,
    Approver,
    Auditor,
    Admin,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Anonymous,
        Self::Disabled,
        Self::Requester,
        Self::Lead,
        Self::Approver,
        Self::Auditor,
        Self::Admin,
    ];

    pub(super) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// Whose the thing is, seen from who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    Colleagues,
    AnotherTeams,
}

impl Whose {
    pub(super) const ALL: [Self; 3] = [Self::Own, Self::Colleagues, Self::AnotherTeams];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Thing {
    Draft,
    Order,
    Bought,
    Doubtful,
    Instance,
    Credential,
    Session,
    Token,
    Template,
    /// A while in which somebody stands in for its owner.
    Deputy,
    Rule,
    /// Its owner, for those who keep people.
    Person,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Status(u16),
    SignIn,
    Shown,
    Hidden,
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) method: Method,
    /// With its query.
    pub(super) path: String,
    pub(super) thing: Option<Thing>,
    cells: Vec<[Expected; 3]>,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        self.thing.map_or(Ok(()), |thing| write!(f, " of {thing:?}"))
    }
}

impl Row {
    /// The path as it is registered.
    pub(super) fn route(&self) -> &str {
        self.path.split_once('?').map_or(&self.path, |(path, _)| path)
    }

    pub(super) fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    pub(super) fn expected(&self, kind: Kind, whose: Whose) -> Expected {
        self.cells[kind as usize][whose as usize]
    }

    /// Whether the thing is not the same afterwards.
    pub(super) fn uses_up(&self, expected: Expected) -> bool {
        self.method != Method::GET && matches!(expected, Expected::Status(..400))
    }
}

/// All rows of all tables.
pub(super) fn read() -> Vec<Row> {
    let lines = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let (heads, rows): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("method |"));
    let columns = Kind::ALL.map(Kind::name).join(" | ");
    for head in heads {
        assert_eq!(head, format!("method | path | of | {columns}"));
    }
    rows.into_iter().map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<_> = line.split('|').map(str::trim).collect();
    let [method, path, of, answers @ ..] = cells.as_slice() else { panic!("no row: {line}") };
    assert_eq!(answers.len(), Kind::ALL.len(), "{line}");
    let row = Row {
        method: method.parse().expect("a method"),
        path: path.trim_matches('`').to_owned(),
        thing: thing(of),
        cells: answers.iter().map(|cell| expectations(cell)).collect(),
    };
    let tells_apart = row.cells.iter().any(|[own, rest @ ..]| rest.iter().any(|other| other != own));
    assert!(!tells_apart || row.thing.is_some(), "{row}: say what it is of");
    row
}

fn thing(of: &str) -> Option<Thing> {
    Some(match of {
        "" => return None,
        "draft" => Thing::Draft,
        "order" => Thing::Order,
        "bought" => Thing::Bought,
        "doubtful" => Thing::Doubtful,
        "instance" => Thing::Instance,
        "credential" => Thing::Credential,
        "session" => Thing::Session,
        "token" => Thing::Token,
        "template" => Thing::Template,
        "deputy" => Thing::Deputy,
        "rule" => Thing::Rule,
        "person" => Thing::Person,
        other => panic!("nothing is of {other:?}"),
    })
}

fn expectations(cell: &str) -> [Expected; 3] {
    let each: Vec<_> = cell.split(' ').map(expected).collect();
    match each.as_slice() {
        [all] => [*all; 3],
        [own, colleagues, another] => [*own, *colleagues, *another],
        _ => panic!("{cell:?}: one answer, or three"),
    }
}

fn expected(word: &str) -> Expected {
    match word {
        "sign-in" => Expected::SignIn,
        "shown" => Expected::Shown,
        "hidden" => Expected::Hidden,
        status => Expected::Status(status.parse().unwrap_or_else(|_| panic!("no answer: {status:?}"))),
    }
}
