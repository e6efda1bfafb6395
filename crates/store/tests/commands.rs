//! Ten thousand random sequences of commands, tried at the database as the application's role and at a model that
//! was written apart: both allow the same, and what is refused changes nothing.

mod commands {
    pub(crate) mod model;
    pub(crate) mod sql;
}

use commands::{
    model::{Answer, Command, Evidence, Model, Person, STATES, leads_to},
    sql::{BEGINNING, TRY},
};
use domain::order::State;
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

const SEED: u64 = 20_261_122;
/// Of each of four tests, which share the work between cores.
const SEQUENCES: usize = 2_500;
/// Random commands of each, after a beginning that leads somewhere.
const LENGTH: usize = 10;

#[test]
fn the_codes_table_is_the_models() {
    let mut model: Vec<(State, State)> = (0..STATES.len())
        .flat_map(|from| leads_to(from).iter().map(move |to| (from, *to)))
        .map(|(from, to)| (STATES[from].parse().expect("a state"), STATES[to].parse().expect("a state")))
        .collect();
    model.sort_unstable();

    assert_eq!(model, State::transitions());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_database_allows_what_the_model_allows_1_of_4(pool: PgPool) {
    compare(&pool, SEED + 1).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_database_allows_what_the_model_allows_2_of_4(pool: PgPool) {
    compare(&pool, SEED + 2).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_database_allows_what_the_model_allows_3_of_4(pool: PgPool) {
    compare(&pool, SEED + 3).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_database_allows_what_the_model_allows_4_of_4(pool: PgPool) {
    compare(&pool, SEED + 4).await;
}

/// What the one allows, the other allows, and afterwards both are where the other is.
async fn compare(pool: &PgPool, seed: u64) {
    let mut conn = pool.acquire().await.expect("a connection");
    all(&mut conn, TRY).await;
    all(&mut conn, &format!("begin; set local role purser_app; {BEGINNING}; commit")).await;
    let mut random = Random(seed);
    let (mut done, mut refused) = (0, 0);
    let mut reached = [0; STATES.len()];
    for number in 0..SEQUENCES {
        let needs = 1 + random.below(2);
        let mut model = Model::new(needs);
        let mut commands = random.beginning(&mut model);
        commands.extend((0..LENGTH).map(|_| random.command(&mut model)));

        let sql: Vec<String> = commands.iter().map(|command| command.sql(needs)).collect();
        all(&mut conn, "begin; set local role purser_app").await;
        let said: Vec<String> = sqlx::query_scalar("select public.try_commands($1)")
            .bind(&sql)
            .fetch_one(&mut *conn)
            .await
            .expect("outcomes");
        all(&mut conn, "rollback").await;

        let mut model = Model::new(needs);
        for (at, (command, said)) in commands.iter().zip(&said).enumerate() {
            let allowed = model.run(*command);
            let expected = format!("{} {}", if allowed { "done" } else { "refused" }, model.fingerprint());
            assert_eq!(
                *said,
                expected,
                "seed {seed}, sequence {number}, needs {needs}, after {:?}",
                &commands[..=at]
            );
            *if allowed { &mut done } else { &mut refused } += 1;
        }
        reached[model.state] += 1;
    }
    let ends: Vec<String> =
        STATES.iter().zip(reached).map(|(state, count)| format!("{state} {count}")).collect();
    println!("seed {seed}: {SEQUENCES} sequences, {done} commands done, {refused} refused, 0 differences");
    println!("they end {}", ends.join(", "));
    assert!(reached.iter().all(|count| *count > 0), "a state that no sequence ends in: {reached:?}");
}

async fn all(conn: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(conn).await.expect(sql);
}

/// The same numbers for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % end as u64).expect("a small number")
    }

    /// The first steps of the usual way, some or all.
    fn beginning(&mut self, model: &mut Model) -> Vec<Command> {
        let go = |to| Command::Go { to, fence: false, event: true, reason: false };
        let mut way = vec![
            Command::Submit,
            Command::Answer(Person::Lead, Answer::Yes),
            Command::Answer(Person::Approver, Answer::Yes),
            go(2),
            Command::Intend,
            go(3),
        ];
        way.truncate(self.below(way.len() + 3));
        for command in &way {
            model.run(*command);
        }
        way
    }

    /// Any command, or one of two that the model would do, so that sequences get somewhere.
    fn command(&mut self, model: &mut Model) -> Command {
        let mut command = self.any();
        if self.below(3) > 0 {
            for _ in 0..20 {
                let mut tried = model.clone();
                let useful = !matches!(command, Command::Edit | Command::Disable | Command::Claim);
                if useful && tried.run(command) && tried.fingerprint() != model.fingerprint() {
                    break;
                }
                command = self.any();
            }
        }
        model.run(command);
        command
    }

    fn any(&mut self) -> Command {
        let people = [Person::Requester, Person::Lead, Person::Approver, Person::Admin];
        let person = people[self.below(people.len())];
        match self.below(30) {
            0..=11 => {
                // Few ways lead to an end early on, or no sequence would see the rest.
                let to = match self.below(STATES.len() + 24) {
                    state if state < STATES.len() => state,
                    rest => [2, 2, 3, 3, 4, 5, 6, 7][rest % 8],
                };
                let [fence, event, reason] = [0; 3].map(|_| self.below(8) > 0);
                Command::Go { to, fence, event, reason }
            }
            12 | 13 => Command::Submit,
            14 => Command::SubmitWithoutRevision,
            15..=17 => Command::Answer(person, if self.below(6) == 0 { Answer::No } else { Answer::Yes }),
            18 => [Command::Disable, Command::Enable][self.below(2)],
            19 => Command::Edit,
            20 => Command::Claim,
            21 => [Command::WriteStale, Command::Forge, Command::Delete][self.below(3)],
            22 => Command::Intend,
            23 => Command::Resend,
            24 | 25 => Command::Evidence([Evidence::Done, Evidence::Refused, Evidence::Open][self.below(3)]),
            26 => [Command::SecondSale, Command::Look][self.below(2)],
            27 => Command::Buy,
            28 => Command::Says(person, self.below(2) == 0),
            _ => Command::Settle,
        }
    }
}
