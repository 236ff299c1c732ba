import type { BrokerConfig } from './broker-config.js';
import type { HubConfig } from './hub-config.js';

/** The configuration and the addresses of the servers in use, for injection. */
export class HubSettings {
  constructor(
    readonly config: HubConfig,
    readonly databaseUrl: string,
    readonly natsUrl: string,
    /** The hub's own key, and the accounts it keeps, of the broker in use. */
    readonly broker: Pick<BrokerConfig, 'keyFile' | 'accounts'> = config.broker,
  ) {}
}
