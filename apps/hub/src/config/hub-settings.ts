import type { HubConfig } from './hub-config.js';

/** The configuration and the addresses of the servers in use, for injection. */
export class HubSettings {
  constructor(
    readonly config: HubConfig,
    readonly databaseUrl: string,
    readonly natsUrl: string,
  ) {}
}
