import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { readUserKey } from '#identity';
import { workInRounds } from '#rounds';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { Database, DatabaseAwayError } from '../persistence/database.js';
import { AccountsFile } from './accounts-file.js';
import { DeviceRegistry } from './device-registry.js';

/** A revoked box shall be cut off within 5 s: this, one statement and one signal later it is. */
const LOOK_MS = 1_000;

/** Keeps the broker's accounts as the table of devices has them. */
@Injectable()
export class AccountsKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #registry: DeviceRegistry;
  #revision: string | null = null;

  constructor(
    @Inject(HubSettings) private readonly settings: HubSettings,
    @Inject(Database) database: Database,
    @Inject(HubLog) private readonly log: HubLog,
  ) {
    this.#registry = new DeviceRegistry(database);
  }

  onApplicationBootstrap(): void {
    void this.#keep();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  async #keep(): Promise<void> {
    const { accounts, keyFile } = this.settings.broker;
    const file = accounts === null ? null : new AccountsFile(accounts);
    let hasDevices = false;
    const onFailure = (error: unknown) => {
      // The database is still on its way at every start.
      if (!(error instanceof DatabaseAwayError)) this.log.warn('broker accounts not kept', errorFields(error));
    };
    await workInRounds({ signal: this.#closing.signal, restMs: LOOK_MS, onFailure }, async () => {
      if (!hasDevices) await this.#enrolConfigured();
      hasDevices = true;
      if (file === null || keyFile === null) return 'done';
      await this.#putAccounts(file, readUserKey(keyFile).publicKey);
      return undefined;
    });
  }

  async #enrolConfigured(): Promise<void> {
    const { devices } = this.settings.config.broker;
    if (devices.length === 0) return;
    const listed = new Map((await this.#registry.list()).map((device) => [device.id, device]));
    for (const { id, publicKey } of devices) {
      const known = listed.get(id);
      // What an operator has revoked stays revoked.
      if (known?.publicKey === publicKey) continue;
      if (!known) await this.#registry.add(id, this.settings.config.city.id);
      await this.#registry.setKey(id, publicKey);
    }
  }

  async #putAccounts(file: AccountsFile, hubKey: string): Promise<void> {
    const revision = await this.#registry.revision();
    if (revision === this.#revision) return;
    const { operatorKeys, leaves } = this.settings.config.broker;
    const devices = await this.#registry.inForce();
    const isChanged = file.put({ hubKeys: [hubKey], operatorKeys, devices, leaves });
    this.#revision = revision;
    if (isChanged) this.log.info('broker accounts changed', { devices: devices.length });
  }
}
