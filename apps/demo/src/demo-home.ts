import { join } from 'node:path';

/** Where the demo keeps its state; `npm run demo:reset` clears all of it. */
export interface DemoHome {
  readonly root: string;
  /** There while a demo runs: who runs it, and the processes it started. */
  readonly claim: string;
  /** There while a demo is ready: for scripts. */
  readonly state: string;
  readonly apiKey: string;
  readonly edgeConfig: string;
  readonly logs: string;
  readonly postgres: string;
  readonly nats: string;
  /** Who the demo's box is to the broker. */
  readonly boxIdentity: string;
  /** What the simulated city knows: who its box is, how far it has been told. */
  readonly town: string;
  /** The API key of the simulated city. */
  readonly townKey: string;
}

export function demoHome(root: string): DemoHome {
  return {
    root,
    claim: join(root, 'demo.lock'),
    state: join(root, 'demo.json'),
    apiKey: join(root, 'api-key'),
    edgeConfig: join(root, 'edge.yaml'),
    logs: join(root, 'logs'),
    postgres: join(root, 'postgres'),
    nats: join(root, 'nats'),
    boxIdentity: join(root, 'edge-state', 'identity'),
    town: join(root, 'town'),
    townKey: join(root, 'simulated-api-key'),
  };
}
