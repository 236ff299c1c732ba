import type { QueryRunner } from 'typeorm';

/** Who the API reads as: may read what its city's policies let through, and write nothing. */
export const READER = 'kerbline_reader';
/** The setting that names the city of a transaction. */
export const CITY_SETTING = 'kerbline.city';
/** Tables with a city that no reader may see at all. */
const SECRET_TABLES = ['api_keys', 'webhooks'];

/**
 * One city's rows are closed to another's reader by PostgreSQL itself: every table with a `city_id` has row-level
 * security, forced on its owner too. The hub's own role keeps all rows; the reader sees those of the transaction's city,
 * and none where no city is set. Runs after the migrations and covers whatever tables they made; what is protected
 * already is not touched, because each change locks its table.
 */
const SEPARATE_CITIES = `
  do $separate$
  declare
    found record;
  begin
    if not exists (select from pg_roles where rolname = '${READER}') then
      begin
        create role ${READER} nologin;
      exception when duplicate_object or unique_violation then
        null; -- Another database of the same server makes it at this moment.
      end;
    end if;
    begin
      grant ${READER} to current_user;
    exception when insufficient_privilege then
      -- Somebody else made it; that is well if they have let this role use it.
      if not pg_has_role('${READER}', 'member') then raise; end if;
    end;
    execute format('grant usage on schema %I to ${READER}', current_schema());
    for found in
      select class.oid, class.relname as name,
        case when class.relname = 'cities' then 'id' else 'city_id' end as city_column,
        class.relrowsecurity and class.relforcerowsecurity
          and exists (select from pg_policy where polrelid = class.oid and polname = 'city_reads_its_own') as is_done
      from pg_class as class
      where class.relnamespace = current_schema()::regnamespace and class.relkind in ('r', 'p')
        and (class.relname = 'cities' or exists (
          select from pg_attribute
          where attrelid = class.oid and attname = 'city_id' and not attisdropped))
    loop
      if not found.is_done then
        execute format('alter table %I enable row level security', found.name);
        execute format('alter table %I force row level security', found.name);
        execute format('create policy hub_keeps_all on %I to current_user using (true) with check (true)', found.name);
        execute format(
          -- In a sub-select, so that it is read once for a statement and not for each row.
          'create policy city_reads_its_own on %I for select to ${READER} using (%I = (select current_setting(''${CITY_SETTING}'', true)))',
          found.name, found.city_column);
      end if;
      if found.name <> all (array['${SECRET_TABLES.join("','")}']) then
        execute format('grant select on %I to ${READER}', found.name);
      end if;
    end loop;
  end
  $separate$`;

/** What `separateCities` did, undone: for going back to the time before. */
const JOIN_CITIES = `
  do $join$
  declare
    found record;
  begin
    for found in select tablename as name from pg_policies where schemaname = current_schema() and policyname = 'city_reads_its_own'
    loop
      execute format('drop policy city_reads_its_own on %I', found.name);
      execute format('drop policy hub_keeps_all on %I', found.name);
      execute format('alter table %I no force row level security', found.name);
      execute format('alter table %I disable row level security', found.name);
      execute format('revoke all on %I from ${READER}', found.name);
    end loop;
  end
  $join$`;

export async function separateCities(runner: QueryRunner): Promise<void> {
  await runner.query(SEPARATE_CITIES);
}

export async function joinCities(runner: QueryRunner): Promise<void> {
  await runner.query(JOIN_CITIES);
}
