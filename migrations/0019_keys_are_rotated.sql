-- Under which key a secret's own key is wrapped may change; what is encrypted may not.

grant update (wrapped_key, key_id) on purser.revision_secrets to purser_app;

create function purser.sealed_stays() returns trigger language plpgsql as $$
begin
    raise exception 'what was sealed stays as it was' using errcode = 'PU001';
end $$;
create trigger sealed_stays before update on purser.credential_versions
    for each row when ((old.nonce, old.ciphertext) is distinct from (new.nonce, new.ciphertext))
    execute function purser.sealed_stays();
