import { ID_PATTERN } from '#events';
import { hashEnrolmentCode, isUserPublicKey, makeEnrolmentCode, readEnrolmentCode } from '#identity';

/** Runs one parameterised statement: the hub's `Database`, or a client of the command line's own. */
export interface SqlRunner {
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

/** What cannot be done, in one sentence for whoever asked. */
export class DeviceProblem extends Error {
  override readonly name = 'DeviceProblem';
  readonly isForPeople = true;

  constructor(
    readonly kind: 'unknown' | 'conflict' | 'invalid',
    message: string,
  ) {
    super(message);
  }
}

export type DeviceState = 'enrolled' | 'waiting' | 'revoked' | 'unkeyed';

export interface ListedDevice {
  readonly id: string;
  readonly cityId: string;
  /** `waiting`: its code has not been used yet. `unkeyed`: neither key nor valid code. */
  readonly state: DeviceState;
  readonly publicKey: string | null;
  readonly keyIssuedAt: string | null;
  readonly revokedAt: string | null;
  readonly cameras: readonly string[];
}

/** A technician reads it out on the day of the installation or asks for another. */
export const CODE_HOURS_MAX = 24;

const ADD = `
  insert into devices (id, city_id) values ($1, $2)
  on conflict (id) do update set id = excluded.id where devices.city_id = excluded.city_id
  returning id`;
const ASSIGN = `
  insert into camera_owners as owner (city_id, camera_id, device_id)
  select devices.city_id, camera_id, devices.id from devices, unnest($2::text[]) as camera_id where devices.id = $1
  on conflict (city_id, camera_id) do update set device_id = excluded.device_id`;
const CITY = 'select 1 from cities where id = $1';
const DEVICE = 'select city_id from devices where id = $1';
// Of all codes of a device only the latest can be used.
const ISSUE_CODE = `
  with former as (update enrolment_codes set expires_at = now() where device_id = $1 and used_at is null and expires_at > now())
  insert into enrolment_codes (code_hash, device_id, expires_at) values ($2, $1, now() + make_interval(hours => $3))
  returning expires_at`;
const SET_KEY = `
  insert into device_keys (device_id, public_key) values ($1, $2)
  on conflict (device_id) do update set public_key = excluded.public_key, issued_at = now(), revoked_at = null,
    revision = device_keys.revision + 1`;
const REVOKE = `
  with former as (update enrolment_codes set expires_at = now() where device_id = $1 and used_at is null and expires_at > now())
  update device_keys set revoked_at = now(), revision = revision + 1
  where device_id = $1 and revoked_at is null returning device_id`;
// A code is used up and its key in force in one statement: two boxes with the same code cannot both have it.
const ENROL = `
  with code as (
    update enrolment_codes set used_at = now()
    where code_hash = $1 and used_at is null and expires_at > now()
    returning device_id
  ), key as (
    insert into device_keys (device_id, public_key) select device_id, $2 from code
    on conflict (device_id) do update set public_key = excluded.public_key, issued_at = now(), revoked_at = null,
      revision = device_keys.revision + 1
    returning device_id
  )
  select devices.id as device_id, devices.city_id from key join devices on devices.id = key.device_id`;
// The box whose answer was lost on the way asks again with the same key.
const ENROLLED_BEFORE = `
  select devices.id as device_id, devices.city_id
  from enrolment_codes as code
  join device_keys as key on key.device_id = code.device_id and key.public_key = $2 and key.revoked_at is null
  join devices on devices.id = code.device_id
  where code.code_hash = $1 and code.used_at is not null`;
const BOX_OF_CODE = `
  select devices.id as device_id, devices.city_id
  from enrolment_codes as code join devices on devices.id = code.device_id where code.code_hash = $1`;
const CODE = 'select used_at is not null as is_used from enrolment_codes where code_hash = $1';
const LIST = `
  select devices.id, devices.city_id, key.public_key, key.issued_at, key.revoked_at,
    exists (select 1 from enrolment_codes as code
      where code.device_id = devices.id and code.used_at is null and code.expires_at > now()) as is_awaited,
    array(select camera_id from camera_owners as owner
      where owner.device_id = devices.id and owner.city_id = devices.city_id order by camera_id) as cameras
  from devices left join device_keys as key on key.device_id = devices.id
  order by devices.id`;
const IN_FORCE = 'select device_id as id, public_key from device_keys where revoked_at is null order by device_id';
const REVISION = `select count(*)::text || '/' || coalesce(sum(revision), 0)::text as revision from device_keys`;

export interface Enrolled {
  readonly deviceId: string;
  readonly cityId: string;
}

interface ListRow {
  readonly id: string;
  readonly city_id: string;
  readonly public_key: string | null;
  readonly issued_at: Date | null;
  readonly revoked_at: Date | null;
  readonly is_awaited: boolean;
  readonly cameras: string[];
}

/** The city's boxes and their keys. The hub never sees a seed, and keeps codes as hashes. */
export class DeviceRegistry {
  constructor(private readonly database: SqlRunner) {}

  /** Throws `DeviceProblem` where no box of this id can be one of the city's. */
  async check(id: string, cityId: string): Promise<void> {
    if (!ID_PATTERN.test(id)) {
      throw new DeviceProblem('invalid', `"${id}" is no device id: expected 1 to 32 of a-z, 0-9, _ and -`);
    }
    if ((await this.database.query(CITY, [cityId])).length === 0) {
      throw new DeviceProblem('unknown', `there is no city "${cityId}"`);
    }
  }

  /** Makes the box known; one that is known already stays as it is. Throws `DeviceProblem`. */
  async add(id: string, cityId: string): Promise<void> {
    await this.check(id, cityId);
    if ((await this.database.query(ADD, [id, cityId])).length === 0) {
      throw new DeviceProblem('conflict', `the device "${id}" belongs to another city`);
    }
  }

  /** Gives these cameras of its city to the box, whoever had them. */
  async assignCameras(id: string, cameraIds: readonly string[]): Promise<void> {
    await this.#mustExist(id);
    const bad = cameraIds.find((cameraId) => !ID_PATTERN.test(cameraId));
    if (bad !== undefined) throw new DeviceProblem('invalid', `"${bad}" is no camera id`);
    await this.database.query(ASSIGN, [id, cameraIds]);
  }

  /** A new code for a known box; its former code is void. A key it has stays in force until the code is used. */
  async issueCode(id: string): Promise<{ readonly code: string; readonly expiresAt: Date }> {
    await this.#mustExist(id);
    const code = makeEnrolmentCode();
    const [row] = await this.database.query<{ expires_at: Date }>(ISSUE_CODE, [
      id,
      hashEnrolmentCode(code),
      CODE_HOURS_MAX,
    ]);
    if (!row) throw new Error('the database returned no code');
    return { code, expiresAt: row.expires_at };
  }

  /** Puts this key in the place of the one the box had. */
  async setKey(id: string, publicKey: string): Promise<void> {
    await this.#mustExist(id);
    mustBePublicKey(publicKey);
    await this.#unlessTaken(() => this.database.query(SET_KEY, [id, publicKey]));
  }

  /** Takes the box's key back, and any code it has not used. */
  async revoke(id: string): Promise<void> {
    await this.#mustExist(id);
    if ((await this.database.query(REVOKE, [id])).length === 0) {
      throw new DeviceProblem('conflict', `the device "${id}" has no key in force`);
    }
  }

  /** The city of a known box. */
  async cityOf(id: string): Promise<string> {
    const [row] = await this.database.query<{ city_id: string }>(DEVICE, [id]);
    if (!row) throw new DeviceProblem('unknown', `there is no device "${id}"`);
    return row.city_id;
  }

  /** For which box a code was made, be it used or void by now; null where it is no code of ours. */
  async boxOf(typedCode: string): Promise<Enrolled | null> {
    const code = readEnrolmentCode(typedCode);
    const rows = code === null ? [] : await this.database.query<EnrolledRow>(BOX_OF_CODE, [hashEnrolmentCode(code)]);
    return rows[0] ? { deviceId: rows[0].device_id, cityId: rows[0].city_id } : null;
  }

  /** Trades a code for a place among the boxes. Throws `DeviceProblem` with what is wrong with the code. */
  async enrol(typedCode: string, publicKey: string): Promise<Enrolled> {
    mustBePublicKey(publicKey);
    const code = readEnrolmentCode(typedCode);
    if (code === null)
      throw new DeviceProblem('invalid', 'this is no code: expected 16 letters such as 7KQ2-M0XE-93TD-VB5A');
    const parameters = [hashEnrolmentCode(code), publicKey];
    const rows = await this.#unlessTaken(() => this.database.query<EnrolledRow>(ENROL, parameters));
    const [row] = rows.length > 0 ? rows : await this.database.query<EnrolledRow>(ENROLLED_BEFORE, parameters);
    if (row) return { deviceId: row.device_id, cityId: row.city_id };
    const [known] = await this.database.query<{ is_used: boolean }>(CODE, [hashEnrolmentCode(code)]);
    if (!known) throw new DeviceProblem('unknown', 'this code is not known: check it, or ask for a new one');
    const why = known.is_used ? 'has been used' : 'is no longer valid';
    throw new DeviceProblem('conflict', `this code ${why}: ask for a new one`);
  }

  async list(): Promise<readonly ListedDevice[]> {
    return (await this.database.query<ListRow>(LIST)).map((row) => ({
      id: row.id,
      cityId: row.city_id,
      state: stateOf(row),
      publicKey: row.public_key,
      keyIssuedAt: row.issued_at?.toISOString() ?? null,
      revokedAt: row.revoked_at?.toISOString() ?? null,
      cameras: row.cameras,
    }));
  }

  /** The boxes that may connect, by id. */
  async inForce(): Promise<readonly { readonly id: string; readonly publicKey: string }[]> {
    const rows = await this.database.query<{ id: string; public_key: string }>(IN_FORCE);
    return rows.map(({ id, public_key: publicKey }) => ({ id, publicKey }));
  }

  /** Another text after every change of a key. */
  async revision(): Promise<string> {
    const [row] = await this.database.query<{ revision: string }>(REVISION);
    return row?.revision ?? '';
  }

  async #mustExist(id: string): Promise<void> {
    await this.cityOf(id);
  }

  async #unlessTaken<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isTaken =
        error instanceof Error && 'constraint' in error && error.constraint === 'device_keys_are_one_each';
      if (!isTaken) throw error;
      throw new DeviceProblem('conflict', 'this key is already the key of another device');
    }
  }
}

interface EnrolledRow {
  readonly device_id: string;
  readonly city_id: string;
}

function mustBePublicKey(text: string): void {
  if (isUserPublicKey(text)) return;
  throw new DeviceProblem('invalid', 'this is no public key: expected 56 characters that begin with U');
}

function stateOf({ public_key: key, revoked_at: revokedAt, is_awaited: isAwaited }: ListRow): DeviceState {
  if (key !== null && revokedAt === null) return 'enrolled';
  if (isAwaited) return 'waiting';
  return key === null ? 'unkeyed' : 'revoked';
}
