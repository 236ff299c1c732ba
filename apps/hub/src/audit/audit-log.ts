import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { TimeCursor } from '../api/cursor.js';
import type { AuditRow } from '../persistence/audit.row.js';
import { Database } from '../persistence/database.js';

/** What somebody is about to do. */
export type Deed = Pick<AuditRow, 'city_id' | 'actor' | 'action' | 'subject'>;

/** The database, within the hub or in the hands of a command. */
export type AuditTable = Pick<Database, 'queryAsHub'>;

const TEXT_LENGTH_MAX = 500;

/** Who changed what, by city. Lines are added before a change is made, so that none is made without one. */
@Injectable()
export class AuditLog {
  constructor(@Inject(Database) private readonly database: AuditTable) {}

  /** Notes a deed that begins; returns what `close` needs to know. */
  async open({ city_id, actor, action, subject }: Deed, atMs: number): Promise<string> {
    const id = randomUUID();
    const texts = [actor, action, subject].map((text) => text.slice(0, TEXT_LENGTH_MAX));
    await this.database.queryAsHub(
      'insert into audit_log (city_id, id, at, actor, action, subject) values ($1, $2, $3, $4, $5, $6)',
      [city_id, id, new Date(atMs), ...texts],
    );
    return id;
  }

  /** Notes how it ended. */
  async close(id: string, status: number): Promise<void> {
    await this.database.queryAsHub('update audit_log set status = $2 where id = $1', [id, status]);
  }

  /** A city's lines after the cursor, the newest first. */
  list(cityId: string, { cursor, limit }: { cursor: TimeCursor | null; limit: number }): Promise<AuditRow[]> {
    const [at, id] = cursor === null ? [null, null] : [new Date(cursor.atMs), cursor.id];
    return this.database.queryAsHub(
      `select * from audit_log
       where city_id = $1 and ($2::timestamptz is null or (at, id) < ($2::timestamptz, $3::uuid))
       order by at desc, id desc limit $4`,
      [cityId, at, id, limit],
    );
  }
}
