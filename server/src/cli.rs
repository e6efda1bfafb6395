//! The command line. Exit codes: 0, 1 refused or failed, 2 usage.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::person::Role;

use crate::{
    commands,
    config::{Config, Settings},
    failure::Failure,
    logs,
};

/// A self-service purchasing portal for cloud services.
#[derive(Debug, Parser)]
#[command(name = "purser", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves pages and API, and runs the worker that buys.
    Serve(Serve),
    /// Brings the database up to date, as its owner.
    Migrate(Plain),
    /// Keeps the people who may sign in.
    #[command(subcommand)]
    User(User),
    /// Keeps tokens for programs that use the API.
    #[command(subcommand)]
    Token(Token),
    /// Keeps the keys that encrypt credentials.
    #[command(subcommand)]
    Key(Key),
    /// Checks the event log.
    #[command(subcommand)]
    Audit(Audit),
    /// Stops new purchases everywhere; what was sent is still settled.
    Hold(Hold),
    /// Lifts the hold.
    Release(Release),
    /// The simulated clouds alone.
    Sim(Sim),
    /// Fills an empty database with demo people and orders.
    Demo(Demo),
    /// Asks a running server whether it is ready; for container health checks.
    Healthcheck(Plain),
}

/// Which parts of the portal a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    All,
    /// Pages and API.
    Web,
    /// Buys and polls.
    Worker,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Which parts to run.
    #[arg(long, value_enum, default_value = "all")]
    pub role: Part,
    /// Set a hold first: nothing new is bought anywhere until it is lifted.
    #[arg(long)]
    pub hold: bool,
    #[command(flatten)]
    settings: Settings,
}

/// A command that has only settings.
#[derive(Debug, Args)]
struct Plain {
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum User {
    /// Adds a person and prints their id. Everybody is a requester.
    Add(UserAdd),
    /// Lists everybody: id, e-mail, name, roles, teams.
    List(Plain),
    /// Gives a person another password and ends their sessions.
    SetPassword(UserSetPassword),
    /// Keeps a person from signing in from now on.
    Disable(UserDisable),
}

#[derive(Debug, Args)]
pub struct UserAdd {
    #[arg(long, value_name = "E-MAIL")]
    pub email: String,
    #[arg(long)]
    pub name: String,
    /// approver, auditor or admin; may be given several times.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub role: Vec<Role>,
    /// A team to be in; made where it is missing.
    #[arg(long)]
    pub team: Option<String>,
    /// Lead that team.
    #[arg(long, requires = "team")]
    pub lead: bool,
    /// Read the password from standard input, one line.
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub struct UserSetPassword {
    #[arg(long, value_name = "E-MAIL")]
    pub email: String,
    /// Read the password from standard input, one line.
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub struct UserDisable {
    #[arg(long, value_name = "E-MAIL")]
    pub email: String,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Token {
    /// Makes an API token and prints it, once.
    Create(TokenCreate),
}

#[derive(Debug, Args)]
pub struct TokenCreate {
    /// Whose token it is.
    #[arg(long, value_name = "E-MAIL")]
    pub user: String,
    /// What it may do; may be given several times [default: all]
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// The most that an order made with it may cost: 500 (CNY), or "500 USD" [default: none]
    #[arg(long, value_name = "AMOUNT")]
    pub ceiling: Option<String>,
    /// What it is for.
    #[arg(long, default_value = "")]
    pub label: String,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Key {
    /// Puts a fresh key first in the key file, making the file where there is none.
    New(Plain),
    /// Puts credentials and orders' secrets under the newest key. May be stopped and run again, beside running servers.
    Rotate(KeyRotate),
}

#[derive(Debug, Args)]
struct KeyRotate {
    /// Only say how many there are.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Checks events, seals and anchors; names the first broken row.
    Verify(Plain),
}

#[derive(Debug, Args)]
pub struct Hold {
    /// Why, for those who find it.
    #[arg(long, default_value = "purser hold")]
    pub reason: String,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub struct Release {
    /// Why it is safe to buy again.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub struct Sim {
    /// Where they listen: a loopback address.
    #[arg(long, default_value = "127.0.0.1:18080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Where what was sold is written down [default: nowhere]
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Divides the time for which request tokens are remembered and signatures live.
    #[arg(long, env = "PURSER_SETTLE_COMPRESS", default_value_t = 1, value_name = "FACTOR")]
    pub settle_compress: u32,
    /// What is logged.
    #[arg(long, env = "PURSER_LOG", value_name = "FILTER")]
    log: Option<String>,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// How many orders.
    #[arg(long, default_value_t = 24, value_name = "N")]
    pub orders: u32,
    #[command(flatten)]
    settings: Settings,
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| "expected approver, auditor or admin".to_owned())
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("purser: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(args) => {
            let config = configure(&args.settings)?;
            block_on(crate::serve::serve(config, args.role, args.hold))
        }
        Command::Migrate(args) => block_on(commands::migrate::run(configure(&args.settings)?)),
        Command::User(User::Add(args)) => {
            let config = configure(&args.settings)?;
            block_on(commands::user::add(config, args))
        }
        Command::User(User::List(args)) => block_on(commands::user::list(configure(&args.settings)?)),
        Command::User(User::SetPassword(args)) => {
            let config = configure(&args.settings)?;
            block_on(commands::user::set_password(config, args))
        }
        Command::User(User::Disable(args)) => {
            let config = configure(&args.settings)?;
            block_on(commands::user::disable(config, args))
        }
        Command::Token(Token::Create(args)) => {
            let config = configure(&args.settings)?;
            block_on(commands::token::create(config, args))
        }
        Command::Key(Key::New(args)) => commands::key::new(&configure(&args.settings)?),
        Command::Key(Key::Rotate(args)) => {
            block_on(commands::key::rotate(configure(&args.settings)?, args.dry_run))
        }
        Command::Audit(Audit::Verify(args)) => block_on(commands::audit::verify(configure(&args.settings)?)),
        Command::Hold(args) => block_on(commands::hold::set(configure(&args.settings)?, args.reason)),
        Command::Release(args) => block_on(commands::hold::release(configure(&args.settings)?, args.reason)),
        Command::Sim(args) => {
            logs::start(args.log.as_deref())?;
            block_on(commands::sim::run(args))
        }
        Command::Demo(args) => {
            let config = configure(&args.settings)?;
            block_on(commands::demo::run(config, args.orders))
        }
        Command::Healthcheck(args) => block_on(commands::healthcheck::run(configure(&args.settings)?)),
    }
}

fn configure(settings: &Settings) -> Result<Config, Failure> {
    let config = Config::try_from(settings.clone())?;
    logs::start(config.log.as_deref())?;
    Ok(config)
}

fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::of("cannot start the runtime"))?;
    let done = runtime.block_on(command);
    // What still runs after an orderly end is not waited for.
    runtime.shutdown_background();
    done
}
