//! The portal's own PostgreSQL, as its operator reads it.

use std::{fs, path::PathBuf, process::Command};

use crate::purser::Place;

/// Where the cluster's files are.
pub(crate) fn cluster(place: &Place) -> PathBuf {
    let data = place.path("data");
    let elsewhere = fs::read_to_string(data.join("postgres.at"));
    elsewhere.map_or_else(|_| data.join("postgres"), |path| PathBuf::from(path.trim_end())).join("cluster")
}

/// Long texts are compressed where they are stored, and what is compressed cannot be searched.
pub(crate) fn store_uncompressed(place: &Place) {
    const EXTERNAL: &str = "do $$ declare it record; begin
        for it in select a.attrelid::regclass as relation, a.attname from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            where c.relkind in ('r', 'p') and c.relnamespace = 'purser'::regnamespace and a.attnum > 0 and a.attstorage = 'x'
        loop execute format('alter table %s alter column %I set storage external', it.relation, it.attname); end loop;
        end $$";
    postgres(place, "psql", &["-qAt", "-v", "ON_ERROR_STOP=1", "-c", EXTERNAL]);
}

/// Everything that the database holds.
pub(crate) fn dump(place: &Place) -> Vec<u8> {
    postgres(place, "pg_dump", &["--no-sync"])
}

/// What one of PostgreSQL's programs says of the portal's database.
fn postgres(place: &Place, program: &str, arguments: &[&str]) -> Vec<u8> {
    let cluster = cluster(place);
    let running = fs::read_to_string(cluster.join("postmaster.pid")).expect("it runs");
    let socket = running.lines().nth(4).expect("a socket's folder");
    let major = fs::read_to_string(cluster.join("PG_VERSION")).expect("a version");
    let output = Command::new(format!("/usr/lib/postgresql/{}/bin/{program}", major.trim()))
        .args(["-h", socket, "-U", "postgres", "-d", "purser"])
        .args(arguments)
        .output()
        .expect("a program that comes with PostgreSQL");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
